import { rm } from "node:fs/promises";
import { relative } from "node:path";
import type { cx_api } from "aws-cdk-lib";
import { buildApp } from "../app.ts";
import { bundleConsole } from "../bundle/bundle-console.ts";
import { bundleFunctions } from "../bundle/bundle-functions.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { assemblyDir, bundlesDirOf, consoleDirOf } from "./folders.ts";

/**
 * Writes an environment's templates and what they need to `cdk.out/<environment>` below `root`, without asking AWS
 * anything, and returns that folder.
 */
export async function synthesise(config: EnvironmentConfig, root?: string): Promise<string> {
  const bundlesDir = bundlesDirOf(root);
  const outdir = assemblyDir(config.environment, root);
  await rm(outdir, { recursive: true, force: true });
  await bundleFunctions({ outDir: bundlesDir });
  const consoleDir = consoleDirOf(root);
  await bundleConsole(consoleDir);
  const assembly = buildApp(config, { bundlesDir, consoleDir, outdir }).synth();
  process.stdout.write(describe(assembly));
  return outdir;
}

function describe({ stacks, directory }: cx_api.CloudAssembly): string {
  const lines = stacks.map(({ stackName, template }) => {
    const { Resources: resources = {} } = template as { Resources?: object };
    const count = String(Object.keys(resources).length).padStart(4);
    const kilobytes = String(Math.ceil(JSON.stringify(template).length / 1024)).padStart(5);
    return `${stackName.padEnd(30)} ${count} resources ${kilobytes} KiB`;
  });
  return `${lines.join("\n")}\n${stacks.length} templates in ${relative(process.cwd(), directory)}\n`;
}
