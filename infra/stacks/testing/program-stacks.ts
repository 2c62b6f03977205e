import { App, type Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { type IVpc, SecurityGroup, SubnetType, Vpc } from "aws-cdk-lib/aws-ec2";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Topology } from "../../../shared/contracts/topology.ts";
import type { EnvironmentConfig } from "../../config/environment-config.ts";
import { topology as deployed } from "../../topology.ts";
import { ApiStack } from "../api-stack.ts";
import { EnvironmentStack } from "../environment-stack.ts";
import { EventsStack } from "../events-stack.ts";
import { FunctionsStack } from "../functions-stack.ts";
import { WorkflowsStack } from "../workflows-stack.ts";

export interface ProgramStacks {
  app: App;
  events: Template;
  functions: Template;
  workflows: Template;
  api: Template;
}

/** The stacks that run the program, with bundles that do nothing and a network that is only there to be named. */
export function programStacks(config: EnvironmentConfig, topology: Topology = deployed): ProgramStacks {
  const app = testApp();
  const stacks = addProgramStacks(app, config, topology);
  const template = (stack: Stack) => Template.fromStack(stack);
  return {
    app,
    events: template(stacks.events),
    functions: template(stacks.functions),
    workflows: template(stacks.workflows),
    api: template(stacks.api),
  };
}

export function testApp(): App {
  return new App({ context: { "aws:cdk:bundling-stacks": [] } });
}

export function addProgramStacks(app: App, config: EnvironmentConfig, topology: Topology) {
  const network = new TestNetwork(app, "network", config, "a network for tests");
  return {
    events: new EventsStack(app, config, { topology }),
    functions: new FunctionsStack(app, config, { topology, network, bundlesDir: emptyBundles(topology) }),
    workflows: new WorkflowsStack(app, config, { topology }),
    api: new ApiStack(app, config, { topology }),
  };
}

class TestNetwork extends EnvironmentStack {
  readonly vpc = new Vpc(this, "vpc", {
    availabilityZones: this.config.availabilityZones,
    subnetConfiguration: [
      { name: "public", subnetType: SubnetType.PUBLIC },
      { name: "private", subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      { name: "isolated", subnetType: SubnetType.PRIVATE_ISOLATED },
    ],
  }) as IVpc;
  readonly functionSecurityGroup = new SecurityGroup(this, "functions", { vpc: this.vpc });
}

function emptyBundles({ functions }: Topology): string {
  const directory = mkdtempSync(join(tmpdir(), "hil-bundles-"));
  for (const name of Object.keys(functions)) {
    mkdirSync(join(directory, name));
    writeFileSync(join(directory, name, "index.mjs"), "export const handler = async () => ({});\n");
  }
  return directory;
}
