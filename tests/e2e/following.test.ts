import { afterAll, beforeAll, expect, test } from "vitest";
import type { HostFile } from "../../local/host-file.ts";
import type { ChangesView } from "../../shared/contracts/api/changes.ts";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import { Client } from "../support/client.ts";
import { HostProcess } from "../support/host-process.ts";

const host = new HostProcess();
let file: HostFile;
let client: Client;

beforeAll(async () => {
  file = await host.start();
  client = new Client(file);
});
afterAll(() => host.dispose());

/** What streams send, from connection to connection with `Last-Event-ID`, until it holds `text`. */
async function readUntil(path: string, text: string, from = ""): Promise<string> {
  let [seen, last] = ["", from];
  while (!seen.includes(text)) {
    const stream = await fetch(`${file.api_url}/api/v1${path}`, {
      headers: { authorization: `Bearer ${file.api_key}`, ...(last && { "last-event-id": last }) },
    });
    expect(stream.headers.get("content-type")).toMatch(/^text\/event-stream/);
    const decoder = new TextDecoder();
    for await (const bytes of stream.body!) {
      seen += decoder.decode(bytes as Uint8Array, { stream: true });
      if (seen.includes(text)) break;
    }
    last = [...seen.matchAll(/^id: (\S+)$/gm)].at(-1)?.[1] ?? last;
  }
  return seen;
}

const open = async () => {
  const request = {
    workflow_id: "customer_support",
    customer_id: "c",
    message: { text: "Where is #12345?" },
  };
  return (await client.post<ConversationView>("/conversations", request)).body.conversation_id;
};

test("what happens on the host is told to those who follow a conversation", async () => {
  const id = await open();
  const told = await readUntil(`/conversations/${id}/events`, '"to":"finished"');
  const revisions = [...told.matchAll(/^id: (\d+)$/gm)].map(([, revision]) => Number(revision));
  expect(revisions).toEqual(revisions.map((_, index) => index + 1));
});

test("staff are told of every conversation that changes, from where they began", async () => {
  const { cursor } = (await client.get<ChangesView>("/changes")).body;
  const asked = client.request<ChangesView>("GET", `/api/v1/changes?after=${cursor}`, undefined, {
    prefer: "wait=25",
  });
  const id = await open();
  const streamed = await readUntil("/changes/stream", id, cursor);
  expect(streamed).toContain(`data: {"type":"conversation","id":"${id}"}`);
  expect((await asked).body.changes).toContainEqual({ type: "conversation", id });
});
