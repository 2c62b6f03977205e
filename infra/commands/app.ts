// What the CDK's own CLI runs: `cdk synth -c environment=dev`, or with HIL_ENVIRONMENT set.
import { App } from "aws-cdk-lib";
import { buildApp } from "../app.ts";
import { bundleFunctions } from "../bundle/bundle-functions.ts";
import { readConfig } from "../config/read-config.ts";
import { bundlesDirOf } from "./folders.ts";
import { runCommand } from "./run-command.ts";

await runCommand(async () => {
  const config = readConfig(askedEnvironment());
  const bundlesDir = bundlesDirOf();
  await bundleFunctions({ outDir: bundlesDir });
  buildApp(config, { bundlesDir }).synth();
});

function askedEnvironment(): string {
  const asked: unknown = new App({ autoSynth: false }).node.tryGetContext("environment");
  return typeof asked === "string" ? asked : (process.env["HIL_ENVIRONMENT"] ?? "");
}
