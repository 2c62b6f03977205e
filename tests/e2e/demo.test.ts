import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { runCommand } from "../support/run-command.ts";

const dataDir = mkdtempSync(join(tmpdir(), "hil-demo-"));
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));
const onlyLoopback = fileURLToPath(new URL("../support/only-loopback.mjs", import.meta.url));

const demo = (args: string[]) =>
  runCommand("cli/demo.ts", args, { HIL_DATA_DIR: dataDir, NODE_OPTIONS: `--import ${onlyLoopback}` });

test("the demo runs from message to approval to answer, on this machine alone", async () => {
  const { exitCode, stdout, stderr } = await demo([]);
  expect(stderr).toBe("");
  expect(stdout).toMatch(
    /→ approve_return Task\n[\s\S]*waits for a person[\s\S]*approved by mia@example.com[\s\S]*→ FINISH Task/,
  );
  expect(stdout).toMatch(/Answer: [\s\S]*RET-\d+/);
  expect(stdout).toMatch(/tool\.shopify\.create_return \[\d+ms\]/);
  expect(exitCode).toBe(0);
}, 120_000);

test("the demo answers what the newcomer types", async () => {
  const { exitCode, stdout } = await demo(["I", "want", "to", "speak", "to", "human"]);
  expect(stdout).toContain("Handed over to a person: explicit_request");
  expect(exitCode).toBe(0);
}, 120_000);
