import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { topology } from "../infra/topology.ts";
import { functionEnvironment } from "./environment.ts";
import { localSecrets } from "./local-secrets.ts";

const addresses = {
  apiUrl: "http://127.0.0.1:4000",
  awsUrl: "http://127.0.0.1:4566",
  demoShopUrl: "http://127.0.0.1:5000",
};

function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "hil-environment-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** Rules feed the others. */
const queuesOfFunctions = new Set(
  Object.values(topology.functions).flatMap(({ access }) =>
    access.flatMap((entry) => ("sendTo" in entry ? [entry.sendTo] : [])),
  ),
);

test("functions find every queue that they send to, table and secret of the topology under the names they have on AWS", () => {
  const environment = functionEnvironment(addresses);
  expect(environment).toMatchObject({
    AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
    DATABASE_SECRET_ID: "database",
    MODEL_KEYS_SECRET_ID: "model-keys",
    RATE_LIMITS_TABLE_NAME: "rate-limits",
    HIL_NAME_PREFIX: "",
    HIL_ACCOUNT_ID: "000000000000",
  });
  for (const queue of queuesOfFunctions) {
    const name = `${queue.toUpperCase().replaceAll("-", "_")}_QUEUE_URL`;
    expect(environment[name]).toBe(`http://127.0.0.1:4566/000000000000/${queue}`);
  }
});

test("keys and the database's address are in secrets, not in the environment of functions", () => {
  const user = {
    OPENAI_API_KEY: "canary-key",
    DATABASE_URL: "postgres://app:canary-password@db/hil",
    OTHER: "x",
  };
  const secrets = localSecrets(user, dataDirectory());
  expect(secrets["model-keys"]).toBe('{"OPENAI_API_KEY":"canary-key"}');
  expect(secrets["database"]).toBe('{"url":"postgres://app:canary-password@db/hil"}');
  expect(Object.keys(secrets).sort()).toEqual(Object.keys(topology.secrets).sort());
  expect(JSON.stringify(functionEnvironment(addresses))).not.toContain("canary");
});

test("the database stands below the data directory unless the user names one, which has to be one", () => {
  const dataDir = dataDirectory();
  expect(localSecrets({}, dataDir)["database"]).toBe(`{"url":"pglite://${dataDir}/postgres"}`);
  expect(() => localSecrets({ DATABASE_URL: "mysql://canary" }, dataDir)).toThrow(
    "A database URL starts with",
  );
});

test("sealing keys are made once for a data directory, at random, for its owner's eyes", () => {
  const dataDir = dataDirectory();
  const made = localSecrets({}, dataDir)["sealing-keys"]!;
  expect(JSON.parse(made)).toEqual({ "1": expect.stringMatching(/^[0-9a-f]{64}$/) });
  expect(localSecrets({}, dataDir)["sealing-keys"]).toBe(made);
  expect(localSecrets({}, dataDirectory())["sealing-keys"]).not.toBe(made);
  const file = join(dataDir, "sealing-keys.json");
  expect([readFileSync(file, "utf8"), statSync(file).mode & 0o777]).toEqual([made, 0o600]);
});
