import { expect, test } from "vitest";
import { sharedCounts } from "./shared-counts.ts";

function prepare() {
  const clock = { nowMs: 0 };
  const asked: string[] = [];
  const answers = { fail: false };
  const counts = sharedCounts(
    {
      async read(tenantId) {
        asked.push(tenantId);
        if (answers.fail) throw new Error("No table.");
        return { total: asked.length, ofConversation: () => 0 };
      },
    },
    () => clock.nowMs,
  );
  return { clock, asked, answers, counts };
}

test("one question serves all who ask within a second, tenant by tenant", async () => {
  const { clock, asked, counts } = prepare();
  const totals = await Promise.all([counts("a"), counts("a"), counts("b")]);
  expect(totals.map((each) => each?.total)).toEqual([1, 1, 2]);
  clock.nowMs = 899;
  expect((await counts("a"))?.total).toBe(1);
  clock.nowMs = 900;
  expect((await counts("a"))?.total).toBe(3);
  expect(asked).toEqual(["a", "b", "a"]);
});

test("counts that cannot be read are unknown, and asked for again", async () => {
  const { clock, answers, counts } = prepare();
  answers.fail = true;
  expect(await counts("a")).toBeNull();
  answers.fail = false;
  clock.nowMs = 1_000;
  expect((await counts("a"))?.total).toBe(2);
});
