import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "../support/client.ts";
import { HostProcess } from "../support/host-process.ts";
import { findPostgres, type PostgresServer, startPostgresServer } from "../support/postgres-server.ts";

const programs = findPostgres();
if (programs === null) console.warn("Skipped: no PostgreSQL server on this machine (initdb and postgres).");

describe.skipIf(programs === null)("with DATABASE_URL naming a PostgreSQL server", () => {
  const host = new HostProcess();
  let server: PostgresServer;

  beforeAll(async () => {
    server = await startPostgresServer(programs!);
  });
  afterAll(async () => {
    await host.dispose();
    await server?.stop();
  });

  test("a run goes through approval to its answer, also over kill -9", async () => {
    const env = { DATABASE_URL: await server.createDatabase() };
    let client = new Client(await host.start(env));
    const { execution_id } = await client.execute("customer_support", {
      customer_message: "I want to return order #12345",
    });
    const task = (await client.settled(execution_id)).human_tasks[0];
    await host.kill();
    client = new Client(await host.start(env));
    const decided = await client.post(`/human-tasks/${task?.id}/decision`, {
      answer: { decision: "approve" },
    });
    expect(decided.status).toBe(200);
    expect(await client.ended(execution_id)).toMatchObject({ status: "completed", decision: "FINISH" });
  });
});
