import { afterAll, expect, test } from "vitest";
import type { HostFile } from "../../local/host-file.ts";
import type { ChannelMessageView } from "../../shared/contracts/api/channels.ts";
import { DeskClient } from "../support/desk-client.ts";
import { HostProcess } from "../support/host-process.ts";
import { signedHeaders } from "../support/signed-sender.ts";

const host = new HostProcess();
afterAll(() => host.dispose());

const message = (text: string) => ({ customer_id: "cust_789", conversation_id: "ticket-1", text });

async function post(
  { api_url }: HostFile,
  { channel_id, secret }: { channel_id: string; secret: string },
  id: string,
  body: object,
): Promise<{ status: number; answer: ChannelMessageView }> {
  const text = JSON.stringify(body);
  const headers = signedHeaders(secret, id, new Date(), text);
  const address = `${api_url}/api/v1/channels/${channel_id}/messages`;
  const response = await fetch(address, { method: "POST", headers, body: text });
  return { status: response.status, answer: (await response.json()) as ChannelMessageView };
}

test("a signed message begins a conversation and is answered, also after the host was killed", async () => {
  let file = await host.start();
  const signIn = () => DeskClient.signIn(file, host.dataDir, { subject: "olivia", roles: ["owner"] });
  const channel = await (
    await signIn()
  ).send<{ channel_id: string; secret: string }>("POST", "/channels", {
    name: "Shop",
    kind: "web",
    workflow_id: "customer_support",
  });
  const first = await post(file, channel, "msg_1", message("Where is my order #12345?"));
  expect(first.status).toBe(201);
  const { conversation_id } = first.answer;
  const finished = await (await signIn()).comesTo(conversation_id, "finished", 1);
  expect(finished).toMatchObject({ customer_id: "cust_789", channel: "web" });

  await host.kill();
  file = await host.start();
  const again = await post(file, channel, "msg_1", message("Where is my order #12345?"));
  expect(again).toEqual(first);
  const second = await post(file, channel, "msg_2", message("And where is order #12345 now?"));
  expect(second).toMatchObject({ status: 201, answer: { conversation_id } });
  const owner = await signIn();
  await owner.comesTo(conversation_id, "finished", 2);
  const said = await owner.messages(conversation_id);
  expect(said.map(({ sender }) => sender)).toEqual(["customer", "agent", "customer", "agent"]);
  expect(said[1]?.text).toContain("12345");

  const forged = { ...channel, secret: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };
  expect((await post(file, forged, "msg_3", message("Refund everything."))).status).toBe(401);
  expect(await owner.messages(conversation_id)).toHaveLength(4);
});
