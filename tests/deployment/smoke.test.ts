import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addressFromOutputs } from "../../cli/smoke/target.ts";
import type { HostFile } from "../../local/host-file.ts";
import { Client } from "../support/client.ts";
import { HostProcess } from "../support/host-process.ts";
import { runCommand } from "../support/run-command.ts";

const host = new HostProcess();
let file: HostFile;

beforeAll(async () => {
  file = await host.start();
});
afterAll(() => host.dispose());

const smoke = (args: string[], env: Record<string, string> = {}) =>
  runCommand("cli/smoke.ts", args, { HIL_DATA_DIR: host.dataDir, ...env });

async function keyWith(roles: string[]): Promise<string> {
  const { body } = await new Client(file).post<{ key: string }>("/api-keys", { name: "smoke", roles });
  return body.key;
}

describe("npm run smoke", () => {
  test("sees a conversation with a person and a handover on a deployment that it knows by its address alone", async () => {
    const keys = {
      HIL_API_KEY: await keyWith(["developer", "operator", "human_agent"]),
      HIL_APPROVER_KEY: await keyWith(["approver"]),
    };
    const { exitCode, stdout, stderr } = await smoke([file.api_url], keys);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/ok workflow customer_support@\S+ is there \[/);
    expect(stdout).toMatch(/workflow smoke_test was not there in this version: published/);
    expect(stdout).toMatch(/a person was asked and took over: Smoke test: a customer wrote "My parcel/);
    expect(stdout).toMatch(/ended: HANDOVER, \d+\.\d{6} USD, 0 calls without a price/);
    expect(stdout).toMatch(/ended: HANDOVER \(explicit_request\)/);
    expect(stdout).toMatch(/conversation conv_\w+ was handed over, and a person has it/);
    expect(stdout).toMatch(/conversation conv_\w+ was answered and is resolved/);
    expect(stdout).toMatch(/passed in/);
    expect(exitCode).toBe(0);
    const list = await new Client(file).get<{ executions: { conversation_id: string }[] }>("/executions");
    const conversations = new Set(list.body.executions.map((each) => each.conversation_id));
    expect([...conversations].sort()).toEqual([
      expect.stringMatching(/^conv_/),
      expect.stringMatching(/^smoke-/),
    ]);
  });

  test("finds the host that runs on the data directory", async () => {
    const { exitCode, stdout } = await smoke(["local"]);
    expect(stdout).toContain(`ok ${file.api_url} answers`);
    expect(stdout).toMatch(/workflow smoke_test@1\.1\.0 is there/);
    expect(exitCode).toBe(0);
  });

  test("says that the person may not answer", async () => {
    const developer = await keyWith(["developer"]);
    const { exitCode, stderr } = await smoke([file.api_url, "--key", developer]);
    expect(stderr).toMatch(/failed The answer to "Smoke test: .*was refused: 403/);
    expect(exitCode).toBe(3);
  });

  test.each([
    [["http://127.0.0.1:1", "--key", "k", "--timeout-seconds", "0.5"], 3, /does not answer: fetch failed/],
    [[], 2, /name one environment, a URL, or local/],
    [["dev"], 2, /give a key: --key, or HIL_API_KEY/],
    [["nowhere", "--key", "k"], 2, /cdk\.out\/nowhere-outputs\.json is not there: deploy it/],
    [["local", "--timeout-seconds", "soon"], 2, /takes a number above zero/],
    [["local", "--slow"], 2, /Unknown option '--slow'/],
  ])("refuses %j with exit code %i", async (args, expected, message) => {
    const { exitCode, stderr } = await smoke(args);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(expected);
  });

  test("says that a key is not known", async () => {
    const { exitCode, stderr } = await smoke([file.api_url, "--key", "hil_wrong"]);
    expect(stderr).toMatch(/does not know this key: 401/);
    expect(exitCode).toBe(3);
  });
});

describe("addressFromOutputs()", () => {
  const folder = mkdtempSync(join(tmpdir(), "hil-outputs-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const outputs = (value: unknown) => {
    const path = join(folder, "outputs.json");
    writeFileSync(path, JSON.stringify(value));
    return path;
  };

  test("prefers the front door to the API behind it", () => {
    const api = { "hil-dev-api": { url: "https://a.execute-api.us-east-1.amazonaws.com/live/" } };
    expect(addressFromOutputs("dev", outputs(api))).toBe(
      "https://a.execute-api.us-east-1.amazonaws.com/live",
    );
    const both = { ...api, "hil-dev-console": { address: "https://desk.example.com" } };
    expect(addressFromOutputs("dev", outputs(both))).toBe("https://desk.example.com");
  });

  test("refuses outputs without an address", () => {
    expect(() => addressFromOutputs("dev", outputs({ "hil-dev-data": { arn: "a" } }))).toThrow(
      "names no address",
    );
  });
});
