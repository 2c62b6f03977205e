import { expect, test } from "vitest";
import { differences } from "./differences.ts";

test("only what differs is named, also what came and went", () => {
  const before = { refunded_usd: 0, status: "delivered", note: "a" };
  const after = { refunded_usd: 7, status: "delivered", by: { id: 1 } };
  expect(differences(before, after)).toEqual([
    { name: "refunded_usd", before: "0", after: "7" },
    { name: "note", before: "a", after: "nothing" },
    { name: "by", before: "nothing", after: '{\n "id": 1\n}' },
  ]);
});

test("values without fields differ as a whole", () => {
  expect(differences("a", ["b"])).toEqual([{ name: "", before: "a", after: '[\n "b"\n]' }]);
});
