import { expect, test } from "vitest";
import { conversationRow } from "../../../tests/support/desk-rows.ts";
import { fittingReply } from "./fitting-reply.ts";

const reply = (text: string, skills: string[]) => ({
  cannedReplyId: text,
  tenantId: "t",
  title: text,
  text,
  skills,
});
const fitting = (...replies: Parameters<typeof fittingReply>[0]) =>
  fittingReply(replies, ["returns", "german"], conversationRow({ metadata: { plan: "gold" } }));

test("the reply that is for most of the skills is the one, rendered for the conversation", () => {
  const both = reply(" Dear {{ customer_id }} ({{ plan }}) ", ["returns", "german"]);
  expect(fitting(reply("One.", ["returns"]), both)).toBe("Dear john (gold)");
});

test("a reply that is for another skill, or for none, suggests itself for nothing", () => {
  expect(fitting(reply("A.", ["returns", "french"]), reply("B.", []))).toBeNull();
});

test("a reply that comes to nothing, or cannot be rendered, gives way to the next", () => {
  const empty = reply("{{ '' }}", ["returns", "german"]);
  expect(fitting(empty)).toBeNull();
  expect(fitting(empty, reply("{% if %}", ["german", "returns"]), reply("Next.", ["returns"]))).toBe("Next.");
});
