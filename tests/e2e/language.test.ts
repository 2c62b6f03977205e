import { afterAll, beforeAll, expect, test } from "vitest";
import { Client } from "../support/client.ts";
import { HostProcess } from "../support/host-process.ts";

const host = new HostProcess();
let client: Client;

beforeAll(async () => {
  client = new Client(await host.start());
});
afterAll(() => host.dispose());

const header = (name: string) => `name: ${name}\nversion: 1.0.0\nworkflow:\n  nodes:\n`;
const mail = (id: string, more = "") => `
    - id: ${id}
      type: tool
      config: { tool: gmail.send_email, input: { to: a@example.com, subject: ${id}, body: hello } }${more}`;

/** Publishes a workflow and runs it to its end. */
async function run(source: string, input: Record<string, unknown> = {}) {
  const published = await client.post<{ workflow_id: string }>("/workflows", { source });
  expect(published.body).toMatchObject({ diagnostics: [] });
  const { execution_id } = await client.execute(published.body.workflow_id, input);
  return client.ended(execution_id);
}

const completed = (execution: Awaited<ReturnType<typeof run>>) =>
  execution.trace.nodes.filter(({ status }) => status === "completed").map(({ node_id }) => node_id);

test("a person who does not answer in time: the timeout's branch runs, and a late answer is told so", async () => {
  const source = `${header("patience")}
    - id: ask
      type: human
      config: { question: "Well?", on_timeout: remind }
      timeout_seconds: 1${mail("remind")}`;
  const done = await run(source);
  expect(completed(done)).toEqual(["remind"]);
  const tasks = await client.get<{ human_tasks: { id: string; execution_id: string; status: string }[] }>(
    "/human-tasks",
  );
  const task = tasks.body.human_tasks.find(({ execution_id }) => execution_id === done.execution_id);
  expect(task?.status).toBe("expired");
  const late = await client.post(`/human-tasks/${task?.id}/decision`, { answer: { decision: "approve" } });
  expect(late.status).toBe(410);
});

test("independent nodes run side by side and a join waits for both", async () => {
  const source = `${header("fork")}${mail("first")}${mail("left")}${mail("right")}${mail("last")}
  edges:
    - { from: first, to: left }
    - { from: first, to: right }
    - { from: left, to: last }
    - { from: right, to: last }`;
  const done = await run(source);
  const nodes = Object.fromEntries(done.trace.nodes.map((node) => [node.node_id, node]));
  expect(completed(done)).toHaveLength(4);
  const ends = [nodes["left"]?.completed_at, nodes["right"]?.completed_at].map((at) => Date.parse(at ?? ""));
  expect(Date.parse(nodes["last"]?.started_at ?? "")).toBeGreaterThanOrEqual(Math.max(...ends));
});

test.each([
  ["gold", ["thank"]],
  ["none", ["sorry"]],
])("a JSONata and a JMESPath condition on the input choose (%s)", async (tier, expected) => {
  const thank = `\n      condition: { type: jsonata, expression: "tier in ['gold', 'silver']" }`;
  const sorry = `\n      condition: { type: jmespath, expression: "tier != 'gold' && tier != 'silver'" }`;
  expect(
    completed(await run(`${header("tiers")}${mail("thank", thank)}${mail("sorry", sorry)}`, { tier })),
  ).toEqual(expected);
});

test("a node that fails runs the node that its on_error names, and its own edges are not taken", async () => {
  const source = `${header("repair")}
    - id: lookup
      type: tool
      config: { tool: shopify.get_order, input: { order_id: "0" } }
      on_error: apologise${mail("apologise")}${mail("celebrate")}
  edges:
    - { from: lookup, to: celebrate }`;
  const done = await run(source);
  expect(completed(done)).toEqual(["apologise"]);
  expect(done.trace.nodes.find(({ node_id }) => node_id === "lookup")).toMatchObject({
    success: false,
    error: { name: "ToolFailedError" },
  });
});

test("errors in a row hand the conversation over, with the rendered skills", async () => {
  const lookup = (id: string) => `
    - id: ${id}
      type: tool
      config: { tool: shopify.get_order, input: { order_id: "0" } }
      on_error: continue`;
  const source = `name: errors
version: 1.0.0
hil_config:
  enabled: true
  handover_triggers: [{ type: error_threshold, consecutive_errors: 2 }]
workflow:
  nodes:${lookup("one")}${lookup("two")}${mail("never")}
    - { id: HANDOVER, type: sink, action: handover_to_human, config: { skills: "{{ topic }}" } }
  edges:
    - { from: one, to: two }
    - { from: two, to: never }`;
  const done = await run(source, { topic: "orders" });
  expect(done).toMatchObject({
    status: "completed",
    decision: "HANDOVER",
    handover: { reason: "error_threshold", node: "two", config: { skills: "orders" } },
  });
  expect(completed(done)).toEqual([]);
});
