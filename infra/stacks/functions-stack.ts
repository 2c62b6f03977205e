import { CustomResource, Duration } from "aws-cdk-lib";
import { CfnEventInvokeConfig, CfnEventSourceMapping, CfnPermission } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { FunctionSpec, QueueSpec, Topology } from "../../shared/contracts/topology.ts";
import type { ReleaseProperties } from "../../shared/contracts/release.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { databaseSleeps } from "../config/postures.ts";
import { FunctionReleases } from "../constructs/function-releases.ts";
import { type FunctionNetwork, HilFunction } from "../constructs/hil-function.ts";
import { asynchronousFunctions, deadLetterQueueOf } from "../dead-letters.ts";
import { deployedMachine } from "../deployed-workflow.ts";
import { arnsOf, liveAlias } from "../deployment.ts";
import { releaseDigest } from "../release-digest.ts";
import { topology as deployed } from "../topology.ts";
import { EnvironmentStack } from "./environment-stack.ts";

export interface FunctionsStackProps {
  topology?: Topology;
  network: FunctionNetwork;
  /** A folder with one folder for each function, whose `index.mjs` exports `handler`. */
  bundlesDir: string;
}

/** The least that Lambda accepts. */
const fewestBatchesAtOnce = 2;

/**
 * Every function of the topology. A new version of the code goes live in this order: functions get their versions; the
 * `release` function, which is live at once, brings the database up to date; only then do aliases move.
 */
export class FunctionsStack extends EnvironmentStack {
  readonly #topology: Topology;
  readonly #functions: ReadonlyMap<string, HilFunction>;

  constructor(scope: Construct, config: EnvironmentConfig, props: FunctionsStackProps) {
    super(scope, "functions", config, "functions and how they are released");
    const { topology = deployed, network, bundlesDir } = props;
    this.#topology = topology;
    refuseUnknown(Object.keys(config.reservedConcurrency), topology);
    const { posture, deployment } = this;
    const entries = Object.entries(topology.functions);
    const common = { topology, config, posture, deployment, network, bundlesDir };
    this.#functions = new Map(
      entries.map(([name, spec]) => [name, new HilFunction(this, { name, spec, ...common })]),
    );
    this.#addReleases();
    for (const [name, spec] of Object.entries(topology.queues)) this.#feed(name, spec);
    for (const name of asynchronousFunctions(topology, databaseSleeps(posture))) this.#keepFailures(name);
    for (const [name, { bus, target }] of Object.entries(topology.rules))
      if ("function" in target) this.#letRuleInvoke(name, bus, target.function);
  }

  #addReleases(): void {
    const all = Object.entries(this.#topology.functions);
    const moved = all.filter(([, spec]) => !isRelease(spec)).map(([name]) => name);
    const { release } = this.posture;
    const releases = new FunctionReleases(this, "releases", {
      names: moved,
      release,
      deployment: this.deployment,
    });
    const steps = all.flatMap(([name, spec]) => (isRelease(spec) ? [this.#addReleaseStep(name, spec)] : []));
    for (const name of moved) {
      const fn = this.#function(name);
      releases.add(name, fn);
      fn.alias.node.addDependency(...steps);
    }
  }

  /** Runs when what it brings to the database has changed, or what the deployed state machines are made from. */
  #addReleaseStep(name: string, { timeoutSeconds }: FunctionSpec): CustomResource {
    return new CustomResource(this, `${name}-step`, {
      resourceType: "Custom::Release",
      serviceToken: this.#function(name).alias.functionArn,
      serviceTimeout: Duration.seconds(timeoutSeconds),
      properties: {
        tenantId: this.config.tenantId,
        digest: releaseDigest(),
        revisions: deployedRevisions(this.#topology),
      } satisfies ReleaseProperties & { digest: string },
    });
  }

  #feed(queue: string, { consumer, batchSize, mostBatchesAtOnce = fewestBatchesAtOnce }: QueueSpec): void {
    new CfnEventSourceMapping(this, `${queue}-feed`, {
      functionName: this.#function(consumer).alias.functionArn,
      eventSourceArn: arnsOf(this.deployment).queue(queue),
      batchSize,
      functionResponseTypes: ["ReportBatchItemFailures"],
      scalingConfig: { maximumConcurrency: mostBatchesAtOnce },
    });
  }

  #keepFailures(name: string): void {
    const { function: fn, alias } = this.#function(name);
    const config = new CfnEventInvokeConfig(this, `${name}-failures`, {
      functionName: fn.functionName,
      qualifier: liveAlias,
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: Duration.hours(6).toSeconds(),
      destinationConfig: {
        onFailure: { destination: arnsOf(this.deployment).queue(deadLetterQueueOf(name)) },
      },
    });
    config.node.addDependency(alias);
  }

  #letRuleInvoke(rule: string, bus: string, name: string): void {
    new CfnPermission(this, `${rule}-permission`, {
      action: "lambda:InvokeFunction",
      functionName: this.#function(name).alias.functionArn,
      principal: "events.amazonaws.com",
      sourceArn: arnsOf(this.deployment).rule(bus, rule),
    });
  }

  #function(name: string): HilFunction {
    const found = this.#functions.get(name);
    if (found === undefined) throw new Error(`The topology names a function ${name} that it does not have.`);
    return found;
  }
}

/** Digest of the revision that each deployed state machine is made from, by workflow name. */
function deployedRevisions({ stateMachines }: Topology): Record<string, string> {
  const digests = Object.entries(stateMachines).map(
    ([name, spec]) => [name, deployedMachine(spec).digest] as const,
  );
  return Object.fromEntries(digests.filter((entry): entry is [string, string] => entry[1] !== null));
}

function isRelease({ startedBy }: FunctionSpec): boolean {
  return startedBy?.includes("release") === true;
}

function refuseUnknown(names: string[], { functions }: Topology): void {
  const unknown = names.filter((name) => !Object.hasOwn(functions, name));
  if (unknown.length > 0) throw new Error(`reservedConcurrency names no function: ${unknown.join(", ")}`);
}
