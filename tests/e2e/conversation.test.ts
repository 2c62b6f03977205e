import { afterAll, expect, test } from "vitest";
import type { ConversationEventView } from "../../shared/contracts/api/conversations.ts";
import type { HostFile } from "../../local/host-file.ts";
import { DeskClient } from "../support/desk-client.ts";
import { HostProcess } from "../support/host-process.ts";

const owner = { subject: "olivia", roles: ["owner" as const] };
const agent = { subject: "alice", roles: ["human_agent" as const] };
const customer = { subject: "cust_789", roles: ["consumer" as const] };

const hosts: HostProcess[] = [];
afterAll(async () => {
  for (const host of hosts) await host.dispose();
});

function newHost(): HostProcess {
  const host = new HostProcess();
  hosts.push(host);
  return host;
}

interface People {
  owner: DeskClient;
  alice: DeskClient;
  customer: DeskClient;
}

async function people(host: HostProcess, file: HostFile): Promise<People> {
  return {
    owner: await DeskClient.signIn(file, host.dataDir, owner),
    alice: await DeskClient.signIn(file, host.dataDir, agent),
    customer: await DeskClient.signIn(file, host.dataDir, customer),
  };
}

/** What the steps below have come to. */
interface Story {
  conversationId: string;
  handoverId: string;
}

type Step = (people: People, story: Story) => Promise<void>;

/** One conversation from the customer's first word to its third episode. Each step finds what the one before began. */
const steps: Record<string, Step> = {
  "the desk opens": async ({ owner: manager, alice }) => {
    const settings = await manager.send<Record<string, unknown>>("GET", "/desk/settings");
    await manager.send("PUT", "/desk/settings", { ...settings, assignment: "claim" });
    const person = { subject: agent.subject, name: "Alice", email: "alice@example.com", skills: ["general"] };
    await manager.send("POST", "/human-agents", person);
    await alice.comeOnline();
  },
  "the customer asks": async ({ customer: writer }, story) => {
    const opened = await writer.open("customer_support", "Where is my order #12345?");
    story.conversationId = opened.conversation_id;
  },
  "the AI answers, and the customer asks for a person": async ({ customer: writer }, story) => {
    await writer.comesTo(story.conversationId, "finished", 1);
    const [question, answer] = await writer.messages(story.conversationId);
    expect([question?.sender, answer?.sender]).toEqual(["customer", "agent"]);
    expect(answer?.text).toContain("12345");
    await writer.say(
      story.conversationId,
      "second",
      "Where is my order #12345 really? Let me speak to human.",
    );
  },
  "a person takes it": async ({ alice }, story) => {
    const waiting = await alice.comesTo(story.conversationId, "pending_human", 2);
    expect(waiting).toMatchObject({ is_hil: true, simple_status: "escalated" });
    story.handoverId = waiting.handover_id!;
    const taken = await alice.act(story.handoverId, "claim");
    expect(taken).toMatchObject({
      status: "assigned",
      reason: "explicit_request",
      required_skills: ["general"],
    });
  },
  "the person answers": async ({ alice }, story) => {
    expect(await alice.conversation(story.conversationId)).toMatchObject({ status: "human_active" });
    await alice.act(story.handoverId, "reply", { id: "hello", text: "Alice here. I have looked at it." });
    await alice.act(story.handoverId, "note", { id: "note", text: "A friendly customer." });
  },
  "the person hands back, with an instruction": async ({ alice }, story) => {
    const { last_seq } = await alice.conversation(story.conversationId);
    const handedBack = { seen_seq: last_seq, instruction: "Tell them where order #12345 is." };
    expect(await alice.act(story.handoverId, "back-to-ai", handedBack)).toMatchObject({
      status: "back_to_ai",
    });
  },
  "the AI goes on, and the customer comes back": async ({ customer: writer, owner: reader }, story) => {
    const finished = await writer.comesTo(story.conversationId, "finished", 2);
    expect(finished.turn).toBe(2);
    const run = await reader.send<object>("GET", `/executions/${finished.execution_id}`);
    expect(run).toMatchObject({ status: "completed", decision: "FINISH" });
    await writer.say(story.conversationId, "third", "Where is my order #12345 now? I want to talk to agent.");
  },
  "a person takes it again": async ({ alice }, story) => {
    const waiting = await alice.comesTo(story.conversationId, "pending_human", 3);
    story.handoverId = waiting.handover_id!;
    await alice.act(story.handoverId, "claim");
    await alice.act(story.handoverId, "reply", { id: "again", text: "It is on its way to you." });
  },
  "the person resolves it": async ({ alice }, story) => {
    const { last_seq } = await alice.conversation(story.conversationId);
    await alice.act(story.handoverId, "resolve", { seen_seq: last_seq });
  },
  "the customer is satisfied, and asks something new": async ({ customer: writer }, story) => {
    const closed = await writer.comesTo(story.conversationId, "resolved", 3);
    expect(closed.simple_status).toBe("closed");
    await writer.send("POST", `/conversations/${story.conversationId}/satisfaction`, { score: 5 });
    await writer.say(story.conversationId, "fourth", "Where is my order #67890?");
  },
  "the AI answers that": async ({ customer: writer }, story) => {
    const finished = await writer.comesTo(story.conversationId, "finished", 4);
    expect(finished).toMatchObject({ satisfaction: null, handover_id: null });
  },
};

async function told({ owner: reader, customer: writer }: People, { conversationId }: Story): Promise<void> {
  const all = await reader.messages(conversationId);
  expect(all.map(({ seq }) => seq)).toEqual(all.map((_, index) => index + 1));
  expect(all.map(({ sender }) => sender)).toEqual([
    "customer",
    "agent",
    "customer",
    "human_agent",
    "human_agent",
    "agent",
    "customer",
    "human_agent",
    "customer",
    "agent",
  ]);
  const seen = await writer.messages(conversationId);
  expect(seen.map(({ text }) => text)).not.toContain("A friendly customer.");
  expect(seen).toHaveLength(all.length - 1);
  const history = `/conversations/${conversationId}/history?limit=100`;
  const { events } = await reader.send<{ events: ConversationEventView[] }>("GET", history);
  expect(events.map(({ revision }) => revision)).toEqual(events.map((_, index) => index + 1));
  const statuses = events.filter(({ type }) => type === "status.changed").map(({ data }) => data["to"]);
  expect(statuses.join(" ")).toBe(
    [
      "ai_processing finished",
      "new ai_processing handover pending_human human_active back_to_ai ai_processing finished",
      "new ai_processing handover pending_human human_active resolved",
      "new ai_processing finished",
    ].join(" "),
  );
}

test("a conversation goes from the AI to a person and back, and is resolved and reopened", async () => {
  const host = newHost();
  const everybody = await people(host, await host.start());
  const story: Story = { conversationId: "", handoverId: "" };
  for (const step of Object.values(steps)) await step(everybody, story);
  await told(everybody, story);
}, 180_000);

test("so it does when the host is killed after each step", async () => {
  const host = newHost();
  const story: Story = { conversationId: "", handoverId: "" };
  for (const step of Object.values(steps)) {
    await step(await people(host, await host.start()), story);
    await host.kill();
  }
  await told(await people(host, await host.start()), story);
}, 600_000);
