import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import type { HumanAgentView } from "../../shared/contracts/api/desk.ts";
import type { HumanTaskView } from "../../shared/contracts/api/human-tasks.ts";
import type { HostFile } from "../../local/host-file.ts";
import { Client } from "../support/client.ts";
import { HostProcess } from "../support/host-process.ts";
import { RefundDesk } from "../support/refund-desk.ts";
import { runCommand } from "../support/run-command.ts";
import { until } from "../support/until.ts";

/**
 * People who ask in somebody else's name and then approve, over the public API of a host; what the shop's ledger holds says
 * whether it worked.
 */
const host = new HostProcess();
let file: HostFile;
let desk: RefundDesk;

const workflow = `
name: desk_refund
version: 1.0.0
hil_config:
  enabled: true
  handover_triggers:
    - type: explicit_request
      patterns: ["a person"]
workflow:
  nodes:
    - id: refund
      type: tool
      config:
        tool: shopify.refund
        input:
          order_id: "{{ order_id }}"
          amount_usd: "{{ amount_usd }}"
          reason: "{{ instruction or customer_message }}"
        approval:
          allowed: { roles: [approver] }
    - id: FINISH
      type: sink
      action: finish_conversation
    - id: HANDOVER
      type: sink
      action: handover_to_human
  edges:
    - from: refund
      to: FINISH
`;

beforeAll(async () => {
  file = await host.start();
  desk = new RefundDesk(host, file);
  const { status, body } = await (await desk.as("dev", "developer")).post("/workflows", { source: workflow });
  if (status !== 201) throw new Error(`publish: ${status} ${JSON.stringify(body)}`);
  await desk.publish("four_eyes", "          allowed: { roles: [approver] }\n          quorum: 2");
});
afterAll(() => host.dispose());

const approve = { decision: "approve" };
const order = { order_id: "12360", amount_usd: 1 };
const effects = () => desk.refunds().filter(({ outcome }) => outcome === "effect").length;

async function open(subject: string, customer: string, text?: string): Promise<ConversationView> {
  const client = await desk.as(subject, subject === customer ? "consumer" : "operator");
  const { status, body } = await client.post<ConversationView>("/conversations", {
    workflow_id: "desk_refund",
    ...(subject !== customer && { customer_id: customer }),
    metadata: order,
    ...(text !== undefined && { message: { text } }),
  });
  expect(status).toBe(201);
  return body;
}

/** Somebody writes as the customer. */
async function say(subject: string, role: "operator" | "consumer", id: string, text: string): Promise<void> {
  const client = await desk.as(subject, role);
  expect((await client.post(`/conversations/${id}/messages`, { text })).status).toBe(201);
}

async function conversation(id: string): Promise<ConversationView> {
  return (await (await desk.as("looker", "operator")).get<ConversationView>(`/conversations/${id}`)).body;
}

/** The approval that the turn waits for. */
async function taskOfTurn(id: string, turn = 1): Promise<HumanTaskView> {
  const client = await desk.as("looker", "operator");
  return until(async () => {
    const path = `/human-tasks?status=open&execution_id=${id}-e1-t${turn}`;
    const { body } = await client.get<{ human_tasks: HumanTaskView[] }>(path);
    const [summary] = body.human_tasks;
    return summary === undefined ? undefined : desk.task(summary.id);
  });
}

async function refused(subject: string, task: HumanTaskView): Promise<void> {
  for (const role of ["approver", "owner"] as const)
    expect(await desk.decide(subject, task, approve, { role })).toMatchObject({
      status: 403,
      body: { code: "requester" },
    });
}

describe("nobody approves what they asked for in a customer's name", () => {
  test("by writing as the customer", async () => {
    const before = effects();
    const { conversation_id: id } = await open("cust-1", "cust-1");
    await say("sam", "operator", id, "I want my money back.");
    const task = await taskOfTurn(id);
    expect(task.requesters).toEqual(["cust-1", "sam"]);
    await refused("sam", task);
    expect(effects()).toBe(before);
    expect((await desk.decide("mary", task, approve)).status).toBe(200);
    await desk.ended(task.execution_id);
    expect(effects()).toBe(before + 1);
  });

  test("by opening the conversation, whose metadata says how much", async () => {
    const before = effects();
    const { conversation_id: id } = await open("oscar", "cust-2");
    await say("cust-2", "consumer", id, "Hello?");
    const task = await taskOfTurn(id);
    await refused("oscar", task);
    await desk.decide("mary", task, { decision: "reject" });
    await desk.ended(task.execution_id);
    expect(effects()).toBe(before);
  });

  test("by handing the conversation back to the AI with an instruction", async () => {
    const before = effects();
    const { conversation_id: id } = await open("cust-3", "cust-3", "I want a person!");
    const owner = new Client(file);
    const person = { subject: "ida", name: "Ida", email: "ida@example.com", skills: ["general"] };
    expect((await owner.post<HumanAgentView>("/human-agents", person)).status).toBe(201);
    const ida = await desk.as("ida", "human_agent");
    await ida.post("/human-agents/me/status", { status: "online" });
    const active = await until(async () => {
      const now = await conversation(id);
      if (now.status === "pending_human") await ida.post(`/handovers/${now.handover_id}/claim`, {});
      return now.status === "human_active" ? now : undefined;
    });
    const back = { instruction: "Refund it all.", seen_seq: active.last_seq };
    expect((await ida.post(`/handovers/${active.handover_id}/back-to-ai`, back)).status).toBe(200);
    const task = await taskOfTurn(id, 2);
    expect(task.call?.arguments).toMatchObject({ reason: "Refund it all." });
    await refused("ida", task);
    await desk.decide("mary", task, { decision: "reject" });
    await desk.ended(task.execution_id);
    expect(effects()).toBe(before);
  });
});

describe("one person is one, with however many credentials", () => {
  const refund = { order_id: "12370", amount_usd: 1, reason: "Damaged" };

  /** API keys of somebody, who makes them. */
  async function keysOf(subject: string, count: number): Promise<Client[]> {
    const owner = await desk.as(subject, "owner");
    const keys: Client[] = [];
    for (let made = 0; made < count; made += 1) {
      const body = { name: `${subject} ${made}`, roles: ["approver", "operator"] };
      keys.push(new Client(file, (await owner.post<{ key: string }>("/api-keys", body)).body.key));
    }
    return keys;
  }

  const decide = (client: Client, { id, call, round }: HumanTaskView) =>
    client.post<{ code?: string; status: string }>(`/human-tasks/${id}/decision`, {
      answer: approve,
      arguments_hash: call?.arguments_hash,
      round,
    });

  test("who agrees with two keys and a token has agreed once", async () => {
    const before = effects();
    const { task, runId } = await desk.request("four_eyes", refund);
    const [first, second] = await keysOf("mary", 2);
    expect((await decide(first!, task)).body.status).toBe("open");
    for (const again of [first!, second!, await desk.as("mary")])
      expect(await decide(again, task)).toMatchObject({ status: 409, body: { code: "decided-by-you" } });
    expect(effects()).toBe(before);
    expect((await decide(await desk.as("ann"), task)).body.status).toBe("decided");
    await desk.ended(runId);
    expect(effects()).toBe(before + 1);
  });

  test("who asks with a key does not approve with another, or with a token, and the other way round", async () => {
    const before = effects();
    const [first, second] = await keysOf("olaf", 2);
    for (const [asks, approves] of [
      [first!, [second!, await desk.as("olaf")]],
      [await desk.as("olaf", "operator"), [first!, second!]],
    ] as const) {
      const { execution_id } = await asks.execute("four_eyes", refund);
      const task = await desk.task((await asks.settled(execution_id)).human_tasks[0]!.id);
      expect(task.requesters).toEqual(["olaf"]);
      for (const client of approves)
        expect(await decide(client, task)).toMatchObject({ status: 403, body: { code: "requester" } });
      await desk.decide("closer", task, { decision: "reject" });
      await desk.ended(execution_id);
    }
    expect(effects()).toBe(before);
  });
});

test("the receipts of all this are one chain, which the command line verifies", async () => {
  const env = { HIL_DATA_DIR: host.dataDir };
  const verified = await runCommand("cli/main.ts", ["receipts", "verify", "--json"], env);
  const report = JSON.parse(verified.stdout) as { holds: boolean; head: { seq: number; hash: string } };
  expect(report).toMatchObject({ holds: true, head: { seq: expect.any(Number) } });
  expect(report.head.seq).toBeGreaterThan(5);
  const head = `${report.head.seq}:${report.head.hash}`;
  const cut = `${report.head.seq + 1}:${report.head.hash}`;
  const wrong = [[], ["sign"], ["verify", "--head", "1"]];
  const [text, broken, ...usage] = await Promise.all(
    [["verify", "--head", head], ["verify", "--head", cut], ...wrong].map((args) =>
      runCommand("cli/main.ts", ["receipts", ...args], env),
    ),
  );
  expect([text?.exitCode, text?.stdout]).toEqual([0, expect.stringContaining(head)]);
  expect([broken?.exitCode, broken?.stderr]).toEqual([1, expect.stringContaining("cut off")]);
  expect(usage.map(({ exitCode }) => exitCode)).toEqual([2, 2, 2]);
});
