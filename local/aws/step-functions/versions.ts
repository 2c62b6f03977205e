import type { Scheduler } from "../scheduler.ts";
import type { RunnableMachine } from "./executions.ts";
import { splitMachineArn } from "./names.ts";
import type { StateMachines } from "./state-machines.ts";
import { conflict, resourceNotFound, stateMachineDoesNotExist } from "./step-functions-errors.ts";
import type { StoredAlias, StoredVersion, VersionRows } from "./version-rows.ts";

/** Where an alias leads, and how many of a hundred starts go there. */
export interface Route {
  stateMachineVersionArn: string;
  weight: number;
}

export interface VersionsOptions {
  machines: StateMachines;
  rows: VersionRows;
  scheduler: Scheduler;
  random: () => number;
}

/** Published versions of state machines, and the aliases that lead to one or two of them. */
export class Versions {
  readonly #options: VersionsOptions;

  constructor(options: VersionsOptions) {
    this.#options = options;
  }

  /**
   * Gives the machine's definition as it is now a number; one that has its number already keeps it.
   * @throws ServiceError StateMachineDoesNotExist
   */
  publish(machineArn: string): StoredVersion {
    const { machines, rows, scheduler } = this.#options;
    const { version: definitionVersion } = machines.find(machineArn);
    const latest = rows.latest(machineArn);
    if (latest?.definitionVersion === definitionVersion) return latest;
    const number = (latest?.number ?? 0) + 1;
    const published = { machineArn, number, definitionVersion, createdAtMs: scheduler.nowMs() };
    rows.add(published);
    return published;
  }

  /** The same request again gives the same alias. @throws ServiceError ConflictException, ResourceNotFound */
  createAlias(name: string, routes: Route[], description: string | null): StoredAlias {
    const { rows, scheduler } = this.#options;
    const machineArn = this.#machineOf(routes);
    const arn = `${machineArn}:${name}`;
    const routing = JSON.stringify(routes);
    const standing = rows.findAlias(arn);
    if (standing !== undefined) {
      if (standing.routing === routing && standing.description === description) return standing;
      throw conflict(`The alias ${arn} exists with another configuration.`);
    }
    const nowMs = scheduler.nowMs();
    const alias = { arn, machineArn, description, routing, createdAtMs: nowMs, updatedAtMs: nowMs };
    rows.saveAlias(alias);
    return alias;
  }

  /** What is not given stays. @throws ServiceError ResourceNotFound, ConflictException */
  updateAlias(arn: string, change: { routes?: Route[]; description?: string }): StoredAlias {
    const { rows, scheduler } = this.#options;
    const standing = rows.findAlias(arn);
    if (standing === undefined) throw resourceNotFound(arn);
    if (change.routes !== undefined && this.#machineOf(change.routes) !== standing.machineArn)
      throw conflict(`The alias ${arn} cannot lead to another state machine.`);
    const alias: StoredAlias = {
      ...standing,
      description: change.description ?? standing.description,
      routing: change.routes === undefined ? standing.routing : JSON.stringify(change.routes),
      updatedAtMs: scheduler.nowMs(),
    };
    rows.saveAlias(alias);
    return alias;
  }

  /**
   * What an execution runs that is started by this ARN: the newest definition, a published version, or one of those that an
   * alias leads to, by chance as their weights say.
   * @throws ServiceError StateMachineDoesNotExist
   */
  startable(arn: string): RunnableMachine {
    const { machines, rows } = this.#options;
    const { machineArn, qualifier } = splitMachineArn(arn);
    if (qualifier === undefined) return machines.newest(arn);
    const versionArn = /^\d+$/.test(qualifier) ? arn : this.#choose(arn);
    const version = rows.find(machineArn, numberOf(versionArn));
    if (version === undefined) throw stateMachineDoesNotExist(arn);
    return machines.version(machineArn, version.definitionVersion);
  }

  /** Versions and aliases go with their machine. */
  removeOfMachine(machineArn: string): void {
    this.#options.rows.removeOfMachine(machineArn);
  }

  #choose(aliasArn: string): string {
    const alias = this.#options.rows.findAlias(aliasArn);
    if (alias === undefined) throw stateMachineDoesNotExist(aliasArn);
    const routes = JSON.parse(alias.routing) as Route[];
    let point = this.#options.random() * 100;
    const chosen = routes.find(({ weight }) => (point -= weight) < 0) ?? routes.at(-1)!;
    return chosen.stateMachineVersionArn;
  }

  /** The one machine that all routes lead to versions of. */
  #machineOf(routes: Route[]): string {
    const arns = routes.map(({ stateMachineVersionArn }) => {
      const { machineArn } = splitMachineArn(stateMachineVersionArn);
      const version = this.#options.rows.find(machineArn, numberOf(stateMachineVersionArn));
      if (version === undefined) throw resourceNotFound(stateMachineVersionArn);
      return machineArn;
    });
    if (new Set(arns).size !== 1) throw conflict("An alias leads to versions of one state machine.");
    return arns[0]!;
  }
}

export function versionArn({ machineArn, number }: StoredVersion): string {
  return `${machineArn}:${number}`;
}

function numberOf(arn: string): number {
  return Number(splitMachineArn(arn).qualifier);
}
