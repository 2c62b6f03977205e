import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HostFile } from "../../local/host-file.ts";
import { HostProcess } from "../support/host-process.ts";
import { runCommand } from "../support/run-command.ts";

const shipped = "statemachines/workflows/customer_support.yaml";
const folder = mkdtempSync(join(tmpdir(), "hil-cli-"));
const host = new HostProcess({ dataDir: join(folder, "data") });
let file: HostFile;

beforeAll(async () => {
  mkdirSync(host.dataDir);
  file = await host.start();
});
afterAll(async () => {
  await host.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const hil = (...args: string[]) => runCommand("cli/main.ts", args, { HIL_DATA_DIR: host.dataDir });

/** The shipped workflow with one thing changed. */
function changed(name: string, from: string, to: string): string {
  const path = join(folder, name);
  const source = readFileSync(shipped, "utf8");
  expect(source).toContain(from);
  writeFileSync(path, source.replace(from, to));
  return path;
}

describe("hil run", () => {
  const order = ["--message", "Where is order #12346?"];

  test("runs a file and prints the trace as a tree", async () => {
    const { exitCode, stdout } = await hil("run", shipped, ...order);
    expect(stdout).toMatch(
      /Trace: customer_support \[[\d,]+ms\] \$0\.0000\n├── ✓ classify_intent \(agent\)[\s\S]*└── ✓ assemble_response/,
    );
    expect(exitCode).toBe(0);
  });

  test("shows a changed threshold at once", async () => {
    const path = changed("threshold.yaml", "threshold: 0.5", "threshold: 1");
    const { exitCode, stdout } = await hil("run", path, ...order);
    expect(stdout).toContain("handed over to a person (confidence_threshold)");
    expect(exitCode).toBe(0);
  });

  test("shows a new branch at once", async () => {
    const branch = `    - id: announce
      type: tool
      config:
        tool: gmail.send_email
        input: { to: team@example.com, subject: "about {{ classify_intent.order_id }}", body: hello }

    - id: FINISH`;
    const path = changed("branch.yaml", "    - id: FINISH", branch);
    const { stdout } = await hil("run", path, ...order, "--json");
    const execution = JSON.parse(stdout) as { trace: { nodes: { node_id: string }[] } };
    expect(execution.trace.nodes.map(({ node_id }) => node_id)).toContain("announce");
  });

  test("answers a person's question from the command line", async () => {
    const answer = 'approve_return={"decision":"reject","comment":"Too late."}';
    const { exitCode, stdout } = await hil(
      "run",
      shipped,
      "--message",
      "I want to return order #12345",
      "--answer",
      answer,
    );
    expect(stdout).toContain("✓ approve_return (human)");
    expect(stdout).not.toContain("handle_return");
    expect(exitCode).toBe(0);
  });

  test("shows the line and the reason when the workflow is broken", async () => {
    const path = changed("broken.yaml", "agent: simple_intent_classifier", "agent: simple_intent_clasifier");
    const wrong = "      agent: simple_intent_clasifier";
    const line = readFileSync(path, "utf8").split("\n").indexOf(wrong) + 1;
    const { exitCode, stderr } = await hil("run", path, ...order);
    expect(stderr).toContain(`broken.yaml:${line}:14 error unknown-agent`);
    expect(stderr).toContain(`${line} | ${wrong}`);
    expect(stderr).toContain("simple_intent_classifier");
    expect(exitCode).toBe(1);
  });

  test("ends with 3 when the run fails", async () => {
    const path = join(folder, "failing.yaml");
    writeFileSync(
      path,
      "name: failing\nversion: 1.0.0\nworkflow:\n  nodes:\n    - id: lookup\n      type: tool\n      config: { tool: shopify.get_order, input: { order_id: nothing-like-this } }\n",
    );
    const { exitCode, stdout } = await hil("run", path);
    expect(stdout).toContain("failed: ToolFailedError");
    expect(exitCode).toBe(3);
  });
});

test("hil validate reports every mistake of every file", async () => {
  const path = changed(
    "two-mistakes.yaml",
    "agent: response_writer",
    "agent: nobody\n      timeout_seconds: soon",
  );
  const { exitCode, stderr, stdout } = await hil("validate", shipped, path);
  expect(stdout).toContain(`ok ${shipped}`);
  expect(stderr).toContain("unknown-agent");
  expect(stderr).toContain("type-mismatch");
  expect(exitCode).toBe(1);
});

test("hil compile prints the ASL, or the diagnostics as JSON", async () => {
  const good = await hil("compile", shipped, "--json");
  expect(JSON.parse(good.stdout)).toMatchObject({
    StartAt: "explicit request?",
    States: { classify_intent: { Type: "Task" } },
  });
  expect(good.exitCode).toBe(0);
  const path = changed("no-compile.yaml", "to: research", "to: reserch");
  const bad = await hil("compile", path, "--json");
  expect(JSON.parse(bad.stdout)).toMatchObject({
    diagnostics: [{ code: "unknown-node", file: path, line: expect.any(Number) }],
  });
  expect(bad.stderr).toContain("unknown-node");
  expect(bad.exitCode).toBe(1);
});

test("hil status --json tells where the host stands", async () => {
  const { exitCode, stdout } = await hil("status", "--json");
  expect(JSON.parse(stdout)).toMatchObject({
    running: true,
    ready: true,
    pid: file.pid,
    api_url: file.api_url,
    aws_endpoint_url: file.aws_endpoint_url,
    api_key: expect.stringMatching(/^hil_/),
  });
  expect(exitCode).toBe(0);
});

test("a wrong command line ends with 2 and says how it is used", async () => {
  for (const args of [
    ["dance"],
    ["run"],
    ["validate", "--loud"],
    ["run", shipped, "--input", "[1]"],
    ["login", "--role", "king"],
  ]) {
    const { exitCode, stderr } = await hil(...args);
    expect([args, exitCode]).toEqual([args, 2]);
    expect(stderr).toContain("hil help");
  }
});

test("hil dev publishes a workflow again when its file changes", async () => {
  const workflows = join(folder, "workflows");
  mkdirSync(workflows);
  copyFileSync(shipped, join(workflows, "customer_support.yaml"));
  const dev = new HostProcess({ entry: "cli/main.ts", args: ["dev"], dataDir: join(folder, "dev-data") });
  try {
    await dev.start({ HIL_WORKFLOWS_DIR: workflows });
    writeFileSync(
      join(workflows, "customer_support.yaml"),
      readFileSync(shipped, "utf8").replace("version: 1.0.0", "version: 1.0.1"),
    );
    await dev.says(/published customer_support@1\.0\.1/);
    writeFileSync(join(workflows, "customer_support.yaml"), "name: 1\n");
    await dev.says(/customer_support\.yaml:\d+:\d+ error/);
    expect(dev.running).toBe(true);
  } finally {
    await dev.dispose();
  }
});
