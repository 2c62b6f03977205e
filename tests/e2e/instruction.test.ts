import { afterAll, expect, test } from "vitest";
import { type ModelServer, startModelServer } from "../../local/model/start-model-server.ts";
import { DeskClient } from "../support/desk-client.ts";
import { HostProcess } from "../support/host-process.ts";

/** Each entry matches only a call that holds what it names: else the server answers with an error, and the run fails. */
const script = `
order: strict
entries:
  - match:
      system: "Offer a voucher of 10 USD."
      user: "Our colleague: I am Alice. I am sorry."
    answer: { json: { intent: other, confidence: 0.9, order_id: null } }
  - match:
      system: "Offer a voucher of 10 USD."
      user: "Customer: My cup is broken. I want to talk to agent."
    answer: { json: { text: "Here is a voucher of 10 USD." } }
`;

const host = new HostProcess();
let server: ModelServer | undefined;
afterAll(async () => {
  await host.dispose();
  await server?.close();
});

test("what a person says when handing back, and what was said before, reach every model that answers", async () => {
  server = await startModelServer({ port: 0, mode: "scripted", script: { text: script } });
  const file = await host.start({ OPENAI_BASE_URL: server.openaiBaseUrl });
  const signIn = (subject: string, role: "owner" | "human_agent" | "consumer") =>
    DeskClient.signIn(file, host.dataDir, { subject, roles: [role] });
  const [owner, alice, customer] = [
    await signIn("olivia", "owner"),
    await signIn("alice", "human_agent"),
    await signIn("cust_789", "consumer"),
  ];
  const person = { subject: "alice", name: "Alice", email: "alice@example.com", skills: ["general"] };
  await owner.send("POST", "/human-agents", person);
  await alice.comeOnline();
  const opened = await customer.open("customer_support", "My cup is broken. I want to talk to agent.");
  const { conversation_id: id } = opened;
  const { handover_id } = await alice.comesTo(id, "human_active", 1);
  await alice.act(handover_id!, "reply", { id: "sorry", text: "I am Alice. I am sorry." });
  await alice.act(handover_id!, "note", { id: "note", text: "Second complaint." });
  const { last_seq } = await alice.conversation(id);
  const back = { seen_seq: last_seq, instruction: "Offer a voucher of 10 USD." };
  await alice.act(handover_id!, "back-to-ai", back);
  await customer.comesTo(id, "finished", 1);
  const [...said] = await customer.messages(id);
  expect(said.at(-1)).toMatchObject({ sender: "agent", text: "Here is a voucher of 10 USD." });
  expect(server.problems()).toEqual([]);
  expect(server.unusedEntries()).toEqual([]);
}, 180_000);
