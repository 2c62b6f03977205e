import { expect, test } from "vitest";
import { conversationStatuses } from "../../contracts/conversation.ts";
import { mayFollow, simpleStatus } from "./transitions.ts";

test("every status has its older, simpler name", () => {
  expect(conversationStatuses.map(simpleStatus)).toEqual([
    "active",
    "active",
    "closed",
    "escalated",
    "escalated",
    "escalated",
    "closed",
    "active",
  ]);
});

test("mayFollow() knows the arrows and no others", () => {
  expect(mayFollow("human_active", "pending_human")).toBe(true);
  expect(mayFollow("pending_human", "resolved")).toBe(false);
});
