import { describe, expect, test } from "vitest";
import type { Sender } from "../../contracts/conversation.ts";
import { createDeskFixture } from "../../../tests/support/desk-fixture.ts";
import { conversationSoFar } from "./conversation-so-far.ts";

type Said = [Sender, string, "private"?];

async function soFar(said: Said[], uptoSeq = said.length): Promise<string> {
  const { inTenant } = await createDeskFixture();
  return inTenant(async (tx) => {
    for (const [index, [sender, text, isPrivate]] of said.entries())
      await tx.messages.insert({
        messageId: `m${index}`,
        conversationId: "conv",
        seq: index + 1,
        sender,
        senderId: null,
        postedBy: null,
        text,
        isPrivate: isPrivate === "private",
        createdAtMs: 0,
      });
    return conversationSoFar(tx, "conv", uptoSeq);
  });
}

describe("conversationSoFar()", () => {
  test("is nothing before the first words, and leaves out the last ones, which are the turn's message", async () => {
    expect(await soFar([["customer", "Hello."]])).toBe("");
    expect(
      await soFar([
        ["customer", "Where is it?"],
        ["agent", "Here."],
        ["customer", "No."],
        ["customer", "Really not."],
      ]),
    ).toBe("Customer: Where is it?\nAI: Here.");
  });

  test("is everything where somebody else spoke last, but for notes and what comes after the turn", async () => {
    const said: Said[] = [
      ["customer", "I want\n a   person"],
      ["human_agent", "Maria here."],
      ["human_agent", "A difficult customer.", "private"],
      ["system", "Closed soon."],
      ["human_agent", "Later."],
    ];
    expect(await soFar(said, 4)).toBe(
      "Customer: I want a person\nOur colleague: Maria here.\nSystem: Closed soon.",
    );
  });

  test("keeps the newest thirty messages, each at a length", async () => {
    const said = Array.from({ length: 40 }, (_, index): Said => ["agent", `${index} ${"x".repeat(2_000)}`]);
    const lines = (await soFar(said)).split("\n");
    expect(lines).toHaveLength(30);
    expect(lines[0]).toMatch(/^AI: 10 x+…$/);
    expect(lines.every(({ length }) => length === "AI: ".length + 1_001)).toBe(true);
    expect(await soFar([["agent", "x".repeat(1_000)]])).toBe(`AI: ${"x".repeat(1_000)}`);
  });
});
