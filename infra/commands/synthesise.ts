import { rm } from "node:fs/promises";
import { relative } from "node:path";
import type { cx_api } from "aws-cdk-lib";
import { buildApp } from "../app.ts";
import { bundleFunctions } from "../bundle/bundle-functions.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { assemblyDir, bundlesDir } from "./folders.ts";

/** Writes an environment's templates and what they need to `cdk.out/<environment>`, without asking AWS anything. */
export async function synthesise(config: EnvironmentConfig): Promise<string> {
  const outdir = assemblyDir(config.environment);
  await rm(outdir, { recursive: true, force: true });
  await bundleFunctions({ outDir: bundlesDir });
  const assembly = buildApp(config, { bundlesDir, outdir }).synth();
  process.stdout.write(describe(assembly));
  return outdir;
}

function describe({ stacks, directory }: cx_api.CloudAssembly): string {
  const lines = stacks.map(({ stackName, template }) => {
    const { Resources = {} } = template as { Resources?: Record<string, unknown> };
    const kilobytes = Math.ceil(JSON.stringify(template).length / 1024);
    return `${stackName.padEnd(30)} ${String(Object.keys(Resources).length).padStart(4)} resources ${String(kilobytes).padStart(5)} KiB`;
  });
  return `${lines.join("\n")}\n${stacks.length} templates in ${relative(process.cwd(), directory)}\n`;
}
