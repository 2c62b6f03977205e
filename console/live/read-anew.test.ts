import { QueryClient } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createReader } from "./read-anew.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What was read anew, by a reader that hears all of `changes` at once. */
function readAnewFor(changes: Parameters<ReturnType<typeof createReader>>[0][]): string[] {
  const client = new QueryClient();
  const read: string[] = [];
  client.invalidateQueries = (filters) => {
    read.push((filters?.queryKey ?? []).join(" "));
    return Promise.resolve();
  };
  const reader = createReader(client);
  for (const changed of changes) reader(changed);
  vi.runAllTimers();
  return read;
}

test("a burst of changes reads each thing once", () => {
  const changed = { type: "conversation", id: "conv_1" } as const;
  expect(readAnewFor([changed, changed, changed])).toEqual([
    "conversation desk conv_1",
    "messages desk conv_1",
    "conversations",
  ]);
});

test("other conversations are not read", () => {
  const read = readAnewFor([{ type: "conversation", id: "conv_2" }]);
  expect(read).not.toContain("conversation desk conv_1");
});

test("where something may have been missed all is read that changes by itself", () => {
  expect(readAnewFor([null])).toContain("human-tasks");
});
