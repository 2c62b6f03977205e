import { expect, test } from "vitest";
import { readServerEvents, type ServerEvent } from "./server-events.ts";

async function read(...pieces: string[]): Promise<ServerEvent[]> {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(encoder.encode(piece));
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  for await (const event of readServerEvents(body)) events.push(event);
  return events;
}

test("events come out whole however they were cut", async () => {
  const text =
    'retry: 1000\n\n:\n\nid: 7\nevent: message.created\ndata: {"a":1}\n\nid: 8\ndata: x\ndata: y\n\n';
  const expected = [
    { id: "7", type: "message.created", data: '{"a":1}' },
    { id: "8", type: "message", data: "x\ny" },
  ];
  expect(await read(text)).toEqual(expected);
  expect(await read(...text.split(""))).toEqual(expected);
});

test("what was not ended is not an event", async () => {
  expect(await read("data: half")).toEqual([]);
});
