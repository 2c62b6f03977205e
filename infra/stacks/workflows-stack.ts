import type { IRole } from "aws-cdk-lib/aws-iam";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { CfnStateMachine, CfnStateMachineAlias, CfnStateMachineVersion } from "aws-cdk-lib/aws-stepfunctions";
import { RemovalPolicy } from "aws-cdk-lib";
import type { Construct } from "constructs";
import type { StateMachineSpec, Topology } from "../../shared/contracts/topology.ts";
import { placeholderAddress, stateMachineLogGroup } from "../access.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import type { Posture } from "../config/postures.ts";
import { executionFailureAlarm } from "../constructs/error-alarm.ts";
import { storeRemoval } from "../constructs/removal-policy.ts";
import { stateMachineRole } from "../constructs/state-machine-role.ts";
import { deployedMachine } from "../deployed-workflow.ts";
import { liveAlias } from "../deployment.ts";
import { topology as deployed } from "../topology.ts";
import { EnvironmentStack } from "./environment-stack.ts";

const shifts: Record<Posture["release"], { type: string; percentage?: number; interval?: number }> = {
  "all-at-once": { type: "ALL_AT_ONCE" },
  "canary-10-percent-5-minutes": { type: "CANARY", percentage: 10, interval: 5 },
  "canary-10-percent-15-minutes": { type: "CANARY", percentage: 10, interval: 15 },
};

/** State machines: conversations, the workflows that ship, and what published ones share with them (role, log group). */
export class WorkflowsStack extends EnvironmentStack {
  constructor(
    scope: Construct,
    config: EnvironmentConfig,
    { topology = deployed }: { topology?: Topology } = {},
  ) {
    super(scope, "workflows", config, "state machines of the workflows that ship");
    const logGroup = new LogGroup(this, "logs", {
      logGroupName: stateMachineLogGroup(this.deployment),
      retention: this.posture.logRetentionDays,
      removalPolicy: storeRemoval(this.posture),
    });
    const role = stateMachineRole(this, { topology, deployment: this.deployment });
    for (const [name, spec] of Object.entries(topology.stateMachines))
      this.#addStateMachine(name, spec, { role, logGroup });
  }

  #addStateMachine(name: string, spec: StateMachineSpec, run: { role: IRole; logGroup: LogGroup }): void {
    const { definition, digest } = deployedMachine(spec);
    const machine = new CfnStateMachine(this, name, {
      stateMachineName: `${this.deployment.namePrefix}${name}`,
      stateMachineType: "STANDARD",
      roleArn: run.role.roleArn,
      definitionString: definition,
      definitionSubstitutions: this.#substitutions(definition, digest),
      tracingConfiguration: { enabled: true },
      loggingConfiguration: {
        level: "ALL",
        // Logs tell which states were entered and left; what with is in the history alone.
        includeExecutionData: false,
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: run.logGroup.logGroupArn } }],
      },
    });
    machine.node.addDependency(run.role);
    this.#addLive(name, machine);
  }

  #addLive(name: string, machine: CfnStateMachine): void {
    const version = new CfnStateMachineVersion(this, `${name}-version`, {
      stateMachineArn: machine.attrArn,
      stateMachineRevisionId: machine.attrStateMachineRevisionId,
    });
    // Executions of earlier versions go on, and traffic is shifted between two: a version that was replaced stays.
    version.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const alarm = executionFailureAlarm(this, name, this);
    const alias = new CfnStateMachineAlias(this, `${name}-${liveAlias}`, {
      name: liveAlias,
      deploymentPreference: {
        ...shifts[this.posture.release],
        stateMachineVersionArn: version.attrArn,
        alarms: [`${this.deployment.namePrefix}${name}-executions-failed`],
      },
    });
    alias.node.addDependency(alarm);
  }

  /**
   * A placeholder is a function's name in Pascal case, a queue's with `QueueUrl` after it, or `${Revision}`: which
   * revision's nodes the tasks work on.
   */
  #substitutions(definition: string, digest: string | null): Record<string, string> {
    const names = new Set([...definition.matchAll(/\$\{([A-Z][A-Za-z]*)\}/g)].map(([, name]) => name!));
    return Object.fromEntries(
      [...names].map((name) => [
        name,
        name === "Revision" && digest !== null
          ? digest
          : placeholderAddress(kebabCase(name), this.deployment),
      ]),
    );
  }
}

function kebabCase(name: string): string {
  return name.replace(/(?<!^)([A-Z])/g, "-$1").toLowerCase();
}
