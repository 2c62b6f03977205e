import { expect, test } from "vitest";
import { topology } from "../infra/topology.ts";
import { functionEnvironment } from "./environment.ts";
import { localSecrets } from "./local-secrets.ts";

const addresses = {
  apiUrl: "http://127.0.0.1:4000",
  awsUrl: "http://127.0.0.1:4566",
  demoShopUrl: "http://127.0.0.1:5000",
};

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
  const secrets = localSecrets(user, "/data");
  expect(secrets["model-keys"]).toBe('{"OPENAI_API_KEY":"canary-key"}');
  expect(secrets["database"]).toBe('{"url":"postgres://app:canary-password@db/hil"}');
  expect(Object.keys(secrets).sort()).toEqual(Object.keys(topology.secrets).sort());
  expect(JSON.stringify(functionEnvironment(addresses))).not.toContain("canary");
});

test("the database stands below the data directory unless the user names one, which has to be one", () => {
  expect(localSecrets({}, "/data")["database"]).toBe('{"url":"pglite:///data/postgres"}');
  expect(() => localSecrets({ DATABASE_URL: "mysql://canary" }, "/data")).toThrow(
    "A database URL starts with",
  );
});
