import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import type { Topology } from "../../shared/contracts/topology.ts";
import { buildApp } from "../app.ts";
import { dev } from "../config/dev.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { prod } from "../config/prod.ts";
import { staging } from "../config/staging.ts";
import { topology as deployed } from "../topology.ts";

export interface Synthesised {
  app: App;
  /** By part, e.g. `network`. */
  templates: Record<string, Template>;
}

const codeAgents = { imageTag: "1.0.0", s3PrefixListId: "pl-6da54004" };

/** Every environment that ships, and what each would be with code agents. */
export const environments: Record<string, EnvironmentConfig> = {
  dev,
  staging,
  prod,
  "dev with code agents": { ...dev, codeAgents },
  "prod with code agents": { ...prod, codeAgents },
};

export interface SynthesisedOptions {
  topology?: Topology;
  consoleFiles?: Record<string, string>;
  /** Done to the app before it is synthesised. */
  change?: (app: App) => void;
}

/** All templates of an environment, from bundles that hold nothing. @throws Error when cdk-nag finds something */
export function synthesised(config: EnvironmentConfig, options: SynthesisedOptions = {}): Synthesised {
  const { topology = deployed, consoleFiles = {}, change } = options;
  // What CloudFormation's own schemas say is looked at once, by `npm run synth` under test.
  process.env["CDK_VALIDATION"] = "false";
  const directory = mkdtempSync(join(tmpdir(), "hil-app-"));
  try {
    for (const name of Object.keys(topology.functions)) write(directory, `bundles/${name}/index.mjs`, bundle);
    for (const [path, text] of Object.entries(consoleFiles)) write(directory, `console/${path}`, text);
    const app = buildApp(config, {
      topology,
      bundlesDir: join(directory, "bundles"),
      consoleDir: join(directory, "console"),
      outdir: join(directory, "out"),
    });
    change?.(app);
    return { app, templates: templatesOf(app, config) };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function templatesOf(app: App, { environment }: EnvironmentConfig): Record<string, Template> {
  const stacks = app.synth().stacks.map(({ stackName, template }) => {
    return [stackName.replace(`hil-${environment}-`, ""), Template.fromJSON(template as object)] as const;
  });
  return Object.fromEntries(stacks);
}

const bundle = "export const handler = async () => ({});\n";

function write(directory: string, path: string, text: string): void {
  const file = join(directory, path);
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, text);
}
