import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { conversationPart, partCount } from "./conversation-part.ts";

test("a conversation is always in the same part, and every part gets its share", () => {
  const random = (seed: number) => createHash("md5").update(String(seed)).digest("hex");
  const ids = Array.from({ length: 6_400 }, (_, seed) => `conv_${random(seed)}`);
  const parts = ids.map(conversationPart);
  expect(ids.map(conversationPart)).toEqual(parts);
  const sizes = Array.from({ length: partCount }, (_, part) => parts.filter((each) => each === part).length);
  expect(Math.min(...sizes)).toBeGreaterThan(50);
  expect(Math.max(...sizes)).toBeLessThan(200);
});
