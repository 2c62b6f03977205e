import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { topology } from "../../infra/topology.ts";
import { asOperator } from "../../local/callers.ts";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import { type BundledHost, startBundledHost } from "../support/bundled-host.ts";
import { Client } from "../support/client.ts";
import { findPostgres, type PostgresServer, startPostgresServer } from "../support/postgres-server.ts";
import { until } from "../support/until.ts";

const programs = findPostgres();
if (programs === null)
  console.warn("Not run: bundled functions need a PostgreSQL server (initdb and postgres).");

const header = (name: string) => `name: ${name}\nversion: 1.0.0\nworkflow:\n  nodes:\n`;

describe.skipIf(programs === null)(
  "every function, from its bundle, in a fresh process, with its own environment",
  () => {
    const answered = new Set<string>();
    let server: PostgresServer;
    let bundled: BundledHost;
    /** Through the gateway and the API's bundle. */
    let client: Client;
    /** To the host's own API: looks on while functions work. */
    let onlooker: Client;

    beforeAll(async () => {
      server = await startPostgresServer(programs!);
      process.env["DATABASE_URL"] = await server.createDatabase();
      bundled = await startBundledHost((name) => answered.add(name));
      const { host, gateway } = bundled;
      client = new Client({ api_url: gateway.url, api_key: host.apiKey });
      onlooker = new Client({ api_url: host.apiUrl, api_key: host.apiKey });
    });
    afterAll(async () => {
      await bundled?.close();
      await server?.stop();
    });

    const has = (...names: string[]) =>
      until(() => (names.every((name) => answered.has(name)) ? true : undefined));

    test("a run goes from the customer's message over an approval to the answer", async () => {
      const { execution_id } = await client.execute("customer_support", {
        customer_message: "I want to return order #12345",
      });
      const task = (await onlooker.settled(execution_id)).human_tasks[0];
      const decision = { answer: { decision: "approve" } };
      expect((await client.post(`/human-tasks/${task?.id}/decision`, decision)).status).toBe(200);
      expect(await onlooker.ended(execution_id)).toMatchObject({ status: "completed", decision: "FINISH" });
      await has("start-run", "run-agent", "open-wait", "settle-wait", "record-run", "reconcile-run");
    });

    test("a tool fails, and a person does not answer in time", async () => {
      const source = `${header("mishaps")}
    - id: lookup
      type: tool
      config: { tool: shopify.get_order, input: { order_id: "0" } }
      on_error: ask
    - id: ask
      type: human
      config: { question: "Well?", on_timeout: remind }
      timeout_seconds: 1
    - id: remind
      type: tool
      config: { tool: gmail.send_email, input: { to: a@example.com, subject: Well, body: "?" } }`;
      const published = await client.post<{ workflow_id: string }>("/workflows", { source });
      expect(published.body).toMatchObject({ diagnostics: [] });
      const { execution_id } = await client.execute(published.body.workflow_id, {});
      expect(await onlooker.ended(execution_id)).toMatchObject({ status: "completed" });
      await has("run-tool", "record-failure", "expire-wait");
    });

    test("a run is stopped", async () => {
      const source = `${header("patience")}
    - id: ask
      type: human
      config: { question: "Well?" }`;
      await client.post("/workflows", { source });
      const { execution_id } = await client.execute("patience", {});
      await onlooker.settled(execution_id);
      const stopped = await client.post<ExecutionView>(`/executions/${execution_id}/stop`, {});
      expect(stopped).toMatchObject({ status: 200 });
      expect(await onlooker.ended(execution_id)).toMatchObject({ status: "stopped" });
      await has("stop-run");
    });

    test("a run is looked after", async () => {
      const { execution_id } = await client.execute("customer_support", { customer_message: "hello" });
      const check = { tenantId: "local", runId: execution_id, acceptedAtMs: Date.now() };
      const url = `${bundled.host.awsUrl}/000000000000/run-checks`;
      const message = new SendMessageCommand({
        QueueUrl: url,
        MessageBody: JSON.stringify(check),
        DelaySeconds: 0,
      });
      await asOperator(() => new SQSClient({}).send(message));
      await has("check-run");
    });

    test("no function of the topology is left out", () => {
      expect([...answered].sort()).toEqual(Object.keys(topology.functions).sort());
    });
  },
);
