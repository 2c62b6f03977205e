import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { topology } from "../../infra/topology.ts";
import { type BundledHost, startBundledHost } from "../support/bundled-host.ts";
import {
  answeredJourney,
  conversationJourney,
  mishapsJourney,
  publishJourneys,
  releaseJourney,
  stoppedJourney,
} from "../support/journeys.ts";
import { findPostgres, type PostgresServer, startPostgresServer } from "../support/postgres-server.ts";

const programs = findPostgres();
if (programs === null)
  console.warn("Not run: bundled functions need a PostgreSQL server (initdb and postgres).");

describe.skipIf(programs === null)(
  "each function, from its bundle, in a fresh process, with its own environment",
  () => {
    let server: PostgresServer;
    let bundled: BundledHost;

    beforeAll(async () => {
      server = await startPostgresServer(programs!);
      process.env["DATABASE_URL"] = await server.createDatabase();
      bundled = await startBundledHost();
    });
    afterAll(async () => {
      await bundled?.close();
      await server?.stop();
    });

    test("a run goes from the customer's message over an approval to the answer", async () => {
      const { client, onlooker } = bundled;
      const input = { customer_message: "I want to return order #12345" };
      const { execution_id } = await client.execute("customer_support", input);
      const task = (await onlooker.settled(execution_id)).human_tasks[0];
      const answer = { answer: { decision: "approve" } };
      expect((await client.post(`/human-tasks/${task?.id}/decision`, answer)).status).toBe(200);
      expect(await onlooker.ended(execution_id)).toMatchObject({ status: "completed", decision: "FINISH" });
    });

    test("workflows are compiled, and runs answered, overdue, failed, looked after and stopped", async () => {
      await publishJourneys(bundled);
      expect(await answeredJourney(bundled)).toMatchObject({ status: "completed" });
      expect(await mishapsJourney(bundled)).toMatchObject({ status: "completed" });
      expect(await stoppedJourney(bundled)).toMatchObject({ status: "stopped" });
    }, 180_000);

    test("a conversation goes over to a person, who resolves it", async () => {
      expect(await conversationJourney(bundled)).toMatchObject({ simple_status: "closed", turn: 1 });
    }, 180_000);

    test("a release migrates the database and answers CloudFormation", async () => {
      expect(await releaseJourney(bundled)).toMatchObject({ Status: "SUCCESS" });
    });

    test("no function of the topology is left out", () => {
      expect([...bundled.answered].sort()).toEqual(Object.keys(topology.functions).sort());
    });
  },
);
