import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { HandoverView } from "../../shared/contracts/api/desk.ts";
import { type ModelServer, startModelServer } from "../../local/model/start-model-server.ts";
import { DeskClient } from "../support/desk-client.ts";
import { HostProcess } from "../support/host-process.ts";

/** An unsure classifier; a sure one whose researcher's provider refuses; a sure one that answers. */
const script = `
order: any
entries:
  - match: { user: "It is about 12345, maybe" }
    answer: { json: { intent: return_request, confidence: 0.3, order_id: "12345" } }
  - match: { system: "classify messages", user: "I want to return order 12345" }
    answer: { json: { intent: return_request, confidence: 0.9, order_id: "12345" } }
  - match: { system: "prepare returns" }
    answer: { error: { status: 401, type: authentication_error } }
    times: any
  - match: { system: "classify messages", user: "Where is order 12345?" }
    answer: { json: { intent: order_status, confidence: 0.9, order_id: "12345" } }
  - match: { user: "What we know of the order" }
    answer: { json: { text: "It was delivered." } }
`;

const host = new HostProcess();
let server: ModelServer;
let owner: DeskClient;
afterAll(async () => {
  await host.dispose();
  await server?.close();
});

beforeAll(async () => {
  server = await startModelServer({ port: 0, mode: "scripted", script: { text: script } });
  const file = await host.start({ OPENAI_BASE_URL: server.openaiBaseUrl });
  owner = await DeskClient.signIn(file, host.dataDir, { subject: "olivia", roles: ["owner"] });
  const reply = {
    title: "Returns",
    text: "Hello {{ customer_id }}, about your return:",
    skills: ["returns"],
  };
  await owner.send("POST", "/canned-replies", reply);
}, 120_000);

async function handoverOf(conversationId: string, episode: number): Promise<HandoverView> {
  const { handover_id } = await owner.comesTo(conversationId, "pending_human", episode);
  return owner.send("GET", `/handovers/${handover_id}`);
}

describe("a handover of the shipped workflow tells", () => {
  test("what an AI that was not sure made of it", async () => {
    const { conversation_id } = await owner.open("customer_support", "It is about 12345, maybe");
    const { reason, context } = await handoverOf(conversation_id, 1);
    expect(reason).toBe("confidence_threshold");
    expect(context).toEqual({
      summary: "The AI was not sure enough. The customer wrote: It is about 12345, maybe",
      intent: "return_request",
      confidence: 0.3,
      tried: [{ step: "classify_intent", outcome: expect.stringContaining("return_request") as string }],
      failed: [],
      collected: { order_id: "12345" },
      suggested_reply: "Hello olivia, about your return:",
    });
  }, 120_000);

  test("which step failed, and why", async () => {
    const { conversation_id } = await owner.open("customer_support", "I want to return order 12345");
    const { reason, context, required_skills } = await handoverOf(conversation_id, 1);
    expect([reason, required_skills]).toEqual(["on_error", ["returns"]]);
    expect(context).toMatchObject({
      intent: "return_request",
      tried: [{ step: "classify_intent" }],
      failed: [{ step: "research", error: expect.stringContaining("ProviderRefusedError") as string }],
      collected: { order_id: "12345" },
      suggested_reply: "Hello olivia, about your return:",
    });
  }, 120_000);

  test("what was found before the customer asked for a person", async () => {
    const { conversation_id } = await owner.open("customer_support", "Where is order 12345?");
    await owner.comesTo(conversation_id, "finished", 1);
    await owner.say(conversation_id, "second", "No. I want to talk to agent.");
    const { reason, context } = await handoverOf(conversation_id, 2);
    expect(reason).toBe("explicit_request");
    expect(context).toMatchObject({
      summary: "The customer asked for a person. The customer wrote: No. I want to talk to agent.",
      intent: "order_status",
      failed: [],
      suggested_reply: null,
    });
    expect(context.collected).toMatchObject({ order_id: "12345" });
    expect(context.tried.map(({ step }) => step)).toEqual([
      "classify_intent",
      "look_up_order",
      "assemble_response",
    ]);
  }, 120_000);
});
