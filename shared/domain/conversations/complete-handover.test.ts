import { describe, expect, test } from "vitest";
import {
  createDeskFixture,
  failedRun,
  finished,
  handedOver,
  tenantId,
} from "../../../tests/support/desk-fixture.ts";
import { conversationRow } from "../../../tests/support/desk-rows.ts";
import { fittingReply } from "./fitting-reply.ts";

const canned = (text: string, skills: string[], cannedReplyId = text) => ({
  cannedReplyId,
  tenantId,
  title: text,
  text,
  skills,
});

describe("a handover whose run came to nothing", () => {
  test("tells what the turn before found, and suggests nothing that was said already", async () => {
    const { write, begin, run, end, handover } = await createDeskFixture();
    await write("Where is order 12345?");
    await begin();
    const facts = { intent: "order_status", confidence: 0.9, order_id: "12345" };
    await run({ classify: facts, write: { response: "It is on its way." } }, finished);
    await end();
    await write("I want a person");
    await begin(2);
    await run({}, handedOver(), 2);
    await end(2);
    const { context } = await handover(2);
    expect(context).toMatchObject({
      summary: "The customer asked for a person. The customer wrote: I want a person",
      intent: "order_status",
      confidence: 0.9,
      collected: { order_id: "12345" },
      suggestedReply: null,
    });
    expect(context.tried.map(({ step }) => step)).toEqual(["classify", "write"]);
  });

  test("is the first turn's own where there is no turn before", async () => {
    const { write, begin, run, end, handover } = await createDeskFixture();
    await write("I want a person");
    await begin();
    await run({}, failedRun);
    await end();
    expect((await handover()).context).toMatchObject({ intent: null, tried: [], collected: {} });
  });
});

test("what a run found itself is not mixed with the turn before", async () => {
  const { write, begin, run, end, handover } = await createDeskFixture();
  await write("Where is order 12345?");
  await begin();
  await run({ classify: { intent: "order_status", order_id: "12345" } }, finished);
  await end();
  await write("I want to return it");
  await begin(2);
  await run({ classify: { intent: "return_request" } }, handedOver(), 2);
  await end(2);
  expect((await handover(2)).context).toMatchObject({ intent: "return_request", collected: {} });
});

test("a canned reply for the skills that are asked for is suggested, where the AI drafted nothing", async () => {
  const { inTenant, write, begin, run, end, handover } = await createDeskFixture();
  await inTenant((tx) =>
    tx.desk.saveCannedReply(canned("Hello {{ customer_id }} on {{ plan }}!", ["returns"])),
  );
  const ends = async (episode: number, outputs: Parameters<typeof run>[0]) => {
    await write("Hello", `m${episode}`);
    await begin(episode);
    await run(outputs, handedOver({ required_skills: "['returns', 'billing']" }), episode);
    await end(episode);
    return (await handover(episode)).context.suggestedReply;
  };
  expect(await ends(1, {})).toBe("Hello john on gold!");
  const other = await createDeskFixture();
  await other.inTenant((tx) => tx.desk.saveCannedReply(canned("Hello!", ["returns"])));
  await other.write("Hello");
  await other.begin();
  await other.run({ write: { response: "A draft." } }, handedOver({ required_skills: "['returns']" }));
  await other.end();
  expect((await other.handover()).context.suggestedReply).toBe("A draft.");
});

test.each([
  [["returns"], "returns"],
  [["returns", "billing"], "both"],
  [["billing"], null],
  [[], null],
])("for %j the reply that is for most of them fits: %s", (required, text) => {
  const replies = [
    canned("for anybody", []),
    canned("{{ broken", ["returns"]),
    canned("returns", ["returns"]),
    canned("both", ["returns", "billing"]),
    canned("another's", ["returns", "technical"]),
  ];
  expect(fittingReply(replies, required, conversationRow())).toBe(text);
});
