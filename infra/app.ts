import { App, type Stack, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import type { Topology } from "../shared/contracts/topology.ts";
import type { EnvironmentConfig } from "./config/environment-config.ts";
import { featureFlags } from "./feature-flags.ts";
import { ApiStack } from "./stacks/api-stack.ts";
import { ConsoleStack } from "./stacks/console-stack.ts";
import { DataStack } from "./stacks/data-stack.ts";
import { EventsStack } from "./stacks/events-stack.ts";
import { FunctionsStack } from "./stacks/functions-stack.ts";
import { NetworkStack } from "./stacks/network-stack.ts";
import { ObservabilityStack } from "./stacks/observability-stack.ts";
import { SandboxStack } from "./stacks/sandbox-stack.ts";
import { WorkflowsStack } from "./stacks/workflows-stack.ts";
import { topology as deployed } from "./topology.ts";

export interface AppOptions {
  topology?: Topology;
  /** A folder with one folder for each function, whose `index.mjs` exports `handler`. */
  bundlesDir: string;
  /** Where the templates go; a new temporary folder unless told. */
  outdir?: string;
  /** The built console. */
  consoleDir?: string;
}

/**
 * Every stack of one environment, ready for `synth()`, which refuses what AWS's own rules (cdk-nag, AwsSolutions) find and
 * nobody gave a reason for.
 */
export function buildApp(config: EnvironmentConfig, options: AppOptions): App {
  const { outdir } = options;
  const app = new App({
    context: featureFlags,
    analyticsReporting: false,
    ...(outdir !== undefined && { outdir }),
  });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
  addStacks(app, config, options);
  return app;
}

/**
 * In the order of deployment: what keeps data, then what tells of trouble, then what hands out work, then the program. A
 * stack names what stands in another, so the order is said, not seen by CloudFormation.
 */
function addStacks(app: App, config: EnvironmentConfig, options: AppOptions): void {
  const { topology = deployed, bundlesDir, consoleDir } = options;
  const network = new NetworkStack(app, config);
  const data = new DataStack(app, config, { network, topology });
  const observability = after([data], new ObservabilityStack(app, config, { topology }));
  const events = after([observability], new EventsStack(app, config, { topology }));
  const sandbox = addSandbox(app, config, { network, topology, observability });
  const functions = after(
    [events, ...sandbox],
    new FunctionsStack(app, config, { topology, network, bundlesDir }),
  );
  const workflows = after([functions], new WorkflowsStack(app, config, { topology }));
  const api = after([functions, workflows], new ApiStack(app, config, { topology }));
  const { restApi } = api;
  new ConsoleStack(app, config, { restApi, ...(consoleDir !== undefined && { consoleDir }) });
}

function addSandbox(
  app: App,
  config: EnvironmentConfig,
  props: { network: NetworkStack; topology: Topology; observability: Stack },
): Stack[] {
  if (config.codeAgents === null) return [];
  const { imageTag } = config.codeAgents;
  const sandbox = new SandboxStack(app, config, { ...props, imageTag });
  return [after([props.observability], sandbox)];
}

function after<S extends Stack>(earlier: Stack[], stack: S): S {
  for (const each of earlier) stack.addStackDependency(each);
  return stack;
}
