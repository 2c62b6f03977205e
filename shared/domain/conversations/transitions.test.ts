import { expect, test } from "vitest";
import { conversationStatuses } from "../../contracts/conversation.ts";
import { mayFollow, simpleStatus, statusesBefore } from "./transitions.ts";

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

test("statusesBefore() are those that lead there", () => {
  expect(statusesBefore("ai_processing")).toEqual(["new", "back_to_ai"]);
  expect(statusesBefore("new")).toEqual(["finished", "resolved"]);
  expect(mayFollow("human_active", "pending_human")).toBe(true);
  expect(mayFollow("pending_human", "resolved")).toBe(false);
});
