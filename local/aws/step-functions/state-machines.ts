import type { Json, JsonObject, StateMachine } from "../../../statemachines/asl/types.ts";
import { stateMachineArn, type Identity } from "../identity.ts";
import type { Scheduler } from "../scheduler.ts";
import type { CompiledMachine, DefinitionDiagnostic, Engine } from "./engine.ts";
import type { RunnableMachine } from "./executions.ts";
import { checkName } from "./names.ts";
import type { StateMachineRows, StoredDefinition, StoredStateMachine } from "./state-machine-rows.ts";
import {
  invalidDefinition,
  stateMachineAlreadyExists,
  stateMachineDoesNotExist,
} from "./step-functions-errors.ts";

/** What a definition's text may weigh. */
export const DEFINITION_LIMIT_BYTES = 1024 * 1024;

export interface NewStateMachine {
  name: string;
  definition: string;
  roleArn: string;
  settings: JsonObject;
  tags: Record<string, string>;
}

export interface StateMachinesOptions {
  identity: Identity;
  engine: Engine;
  rows: StateMachineRows;
  scheduler: Scheduler;
  uuid: () => string;
}

/** State machines and the versions of their definitions; an execution keeps the version it was started with. */
export class StateMachines {
  readonly rows: StateMachineRows;
  readonly #options: StateMachinesOptions;
  readonly #compiled = new Map<string, CompiledMachine>();

  constructor(options: StateMachinesOptions) {
    this.rows = options.rows;
    this.#options = options;
  }

  /**
   * Creates a machine; the same request again gives the same machine, whatever its role and tags.
   * @throws ServiceError InvalidName, InvalidDefinition, StateMachineAlreadyExists
   */
  create({ name, definition, roleArn, settings, tags }: NewStateMachine): StoredStateMachine {
    checkName(name);
    this.#checkDefinition(definition);
    const arn = stateMachineArn(this.#options.identity, name);
    const existing = this.rows.find(arn);
    if (existing !== undefined) return this.#same(existing, definition, settings);
    const createdAtMs = this.#options.scheduler.nowMs();
    const version = this.rows.latestVersion(arn) + 1;
    const machine: StoredStateMachine = { arn, name, version, createdAtMs, tags: JSON.stringify(tags) };
    this.rows.addDefinition({
      arn,
      version,
      definition,
      roleArn,
      settings: JSON.stringify(settings),
      revisionId: null,
      createdAtMs,
    });
    this.rows.save(machine);
    return machine;
  }

  /** Adds a version; what is not given stays. @throws ServiceError */
  update(
    arn: string,
    change: { definition?: string; roleArn?: string; settings?: JsonObject },
  ): StoredDefinition {
    if (change.definition !== undefined) this.#checkDefinition(change.definition);
    const machine = this.find(arn);
    const previous = this.rows.definition(arn, machine.version)!;
    const next: StoredDefinition = {
      ...previous,
      version: machine.version + 1,
      definition: change.definition ?? previous.definition,
      roleArn: change.roleArn ?? previous.roleArn,
      settings: change.settings === undefined ? previous.settings : JSON.stringify(change.settings),
      revisionId: this.#options.uuid(),
      createdAtMs: this.#options.scheduler.nowMs(),
    };
    this.rows.addDefinition(next);
    this.rows.save({ ...machine, version: next.version });
    return next;
  }

  /** @throws ServiceError StateMachineDoesNotExist */
  find(arn: string): StoredStateMachine {
    const machine = this.rows.find(arn);
    if (machine === undefined) throw stateMachineDoesNotExist(arn);
    return machine;
  }

  /** The newest definition, for a new execution. @throws ServiceError StateMachineDoesNotExist */
  newest(arn: string): RunnableMachine {
    const machine = this.find(arn);
    return this.version(arn, machine.version);
  }

  /** One version of a definition, compiled once. */
  version(arn: string, version: number): RunnableMachine {
    const { roleArn, definition } = this.rows.definition(arn, version)!;
    const key = `${arn} ${version}`;
    let compiled = this.#compiled.get(key);
    if (compiled === undefined) {
      compiled = this.#options.engine.compile(JSON.parse(definition) as StateMachine);
      this.#compiled.set(key, compiled);
    }
    return { arn, name: arn.slice(arn.lastIndexOf(":") + 1), version, roleArn, compiled };
  }

  #same(existing: StoredStateMachine, definition: string, settings: JsonObject): StoredStateMachine {
    const newest = this.rows.definition(existing.arn, existing.version)!;
    const isSame = newest.definition === definition && newest.settings === JSON.stringify(settings);
    if (!isSame) throw stateMachineAlreadyExists(existing.arn);
    return existing;
  }

  #checkDefinition(text: string): void {
    if (Buffer.byteLength(text) > DEFINITION_LIMIT_BYTES) {
      throw invalidDefinition(
        `DEFINITION_TOO_LARGE: the definition is longer than ${DEFINITION_LIMIT_BYTES} bytes`,
      );
    }
    const definition = parseDefinition(text);
    const errors = this.#options.engine.validate(definition).filter(({ severity }) => severity === "ERROR");
    if (errors.length > 0) throw invalidDefinition(errors.map(describe).join(", "));
  }
}

function parseDefinition(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw invalidDefinition(
      `INVALID_JSON_DESCRIPTION: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** AWS writes `at null` where a finding has no place. */
function describe({ code, message, location }: DefinitionDiagnostic): string {
  return `${code}: ${message} at ${location ?? "null"}`;
}
