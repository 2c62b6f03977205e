import { App, type Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Topology } from "../../../shared/contracts/topology.ts";
import type { EnvironmentConfig } from "../../config/environment-config.ts";
import { featureFlags } from "../../feature-flags.ts";
import { topology as deployed } from "../../topology.ts";
import { ApiStack } from "../api-stack.ts";
import { EventsStack } from "../events-stack.ts";
import { FunctionsStack } from "../functions-stack.ts";
import { NetworkStack } from "../network-stack.ts";
import { WorkflowsStack } from "../workflows-stack.ts";

/** Templates of the stacks that run the program, each made when it is asked for. Bundles hold nothing. */
export function programStacks(config: EnvironmentConfig, topology: Topology = deployed) {
  return {
    events: () => synthesise((app) => new EventsStack(app, config, { topology })),
    functions: () =>
      synthesise((app, bundlesDir) => {
        writeBundles(bundlesDir, topology);
        return new FunctionsStack(app, config, {
          topology,
          network: new NetworkStack(app, config),
          bundlesDir,
        });
      }),
    workflows: () => synthesise((app) => new WorkflowsStack(app, config, { topology })),
    api: () => synthesise((app) => new ApiStack(app, config, { topology })),
  };
}

function synthesise(make: (app: App, bundlesDir: string) => Stack): Template {
  // AWS's rules look at the whole app, in a test of its own.
  process.env["CDK_VALIDATION"] = "false";
  const directory = mkdtempSync(join(tmpdir(), "hil-stacks-"));
  try {
    const outdir = join(directory, "out");
    const app = new App({ outdir, context: { ...featureFlags, "aws:cdk:bundling-stacks": [] } });
    return Template.fromStack(make(app, join(directory, "bundles")));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function writeBundles(directory: string, { functions }: Topology): void {
  for (const name of Object.keys(functions)) {
    mkdirSync(join(directory, name), { recursive: true });
    writeFileSync(join(directory, name, "index.mjs"), "export const handler = async () => ({});\n");
  }
}
