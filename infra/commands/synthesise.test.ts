import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { prod } from "../config/prod.ts";
import { topology } from "../topology.ts";
import { synthesise } from "./synthesise.ts";

const projectRoot = fileURLToPath(new URL("../../", import.meta.url));

describe("synthesise()", () => {
  const root = mkdtempSync(join(tmpdir(), "hil-synth-"));
  let assembly = "";

  beforeAll(async () => {
    vi.stubEnv("CDK_VALIDATION", undefined);
    const output = vi.spyOn(process.stdout, "write").mockReturnValue(true);
    assembly = await synthesise(prod, root);
    output.mockRestore();
  }, 120_000);

  afterAll(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true });
  });

  test("writes a template for each stack, with the functions' bundles", () => {
    const files = readdirSync(assembly);
    expect(files.filter((name) => name.endsWith(".template.json"))).toHaveLength(8);
    const assets = JSON.parse(readFileSync(join(assembly, "hil-prod-functions.assets.json"), "utf8"));
    expect(Object.keys(assets.files).length).toBeGreaterThan(Object.keys(topology.functions).length);
  });

  test("writes nothing that CloudFormation's own schemas find wrong", () => {
    const report = JSON.parse(readFileSync(join(assembly, "validation-report.json"), "utf8"));
    const plugins: { pluginName: string; violations: unknown[] }[] = report.pluginReports;
    expect(plugins.map(({ pluginName }) => pluginName)).toContain("CloudFormation Validate");
    expect(plugins.flatMap(({ violations }) => violations)).toEqual([]);
  });

  test("writes what the CDK's CLI reads", () => {
    const cli = join(projectRoot, "node_modules/aws-cdk/bin/cdk");
    const args = [cli, "list", "--app", assembly, "--no-notices"];
    const env = { ...process.env, CDK_DISABLE_CLI_TELEMETRY: "true", HOME: root };
    const { stdout, status } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: root, env });
    expect(status).toBe(0);
    expect(stdout).toContain("hil-prod-functions");
  });
});

describe("npm run synth", () => {
  test("refuses an environment that is not there before it writes anything", () => {
    const command = join(projectRoot, "infra/commands/synth.ts");
    const { stderr, status } = spawnSync(process.execPath, [command, "qa"], { encoding: "utf8" });
    expect(status).toBe(2);
    expect(stderr).toBe("There is no environment qa; there are dev, staging, prod.\n");
    expect(existsSync(join(projectRoot, "cdk.out/qa"))).toBe(false);
  });
});
