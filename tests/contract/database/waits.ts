import { describe, expect, test } from "vitest";
import { ConflictError } from "../../../shared/contracts/errors.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { insertRun, sampleWait, startMs } from "./samples.ts";

export function testWaits(get: GetDatabase): void {
  async function tenantWithRun() {
    const tenant = tenantOf(get);
    const { runId } = await tenant.with((tx) => insertRun(tx, tenant.tenantId));
    return { ...tenant, runId };
  }

  async function tenantWithWait(changes: Parameters<typeof sampleWait>[2] = {}) {
    const tenant = await tenantWithRun();
    const wait = sampleWait(tenant.tenantId, tenant.runId, changes);
    await tenant.with((tx) => tx.waits.open(wait, "token-1"));
    return { ...tenant, wait, waitId: wait.waitId };
  }

  const answer = { by: "manager", answer: { approved: true }, atMs: startMs + 5 };

  describe("waits", () => {
    test("opens a wait and keeps its token apart", async () => {
      const { tenantId, runId, with: inTenant } = await tenantWithRun();
      const wait = sampleWait(tenantId, runId, { expiresAtMs: null });
      expect(await inTenant((tx) => tx.waits.open(wait, "token-1"))).toEqual(wait);
      expect(await inTenant((tx) => tx.waits.get(wait.waitId))).toEqual(wait);
      expect(await inTenant((tx) => tx.waits.getByNode(runId, "approve"))).toEqual(wait);
      expect(await inTenant((tx) => tx.waits.taskToken(wait.waitId))).toBe("token-1");
      expect(await inTenant((tx) => tx.waits.taskToken("nothing"))).toBeNull();
      expect(JSON.stringify(await inTenant((tx) => tx.waits.list({}, 9, null)))).not.toContain("token-1");
    });

    test("keeps the wait and replaces the token when the state is tried again", async () => {
      const { tenantId, runId, wait, with: inTenant } = await tenantWithWait();
      const again = sampleWait(tenantId, runId, { question: "Another?" });
      expect(await inTenant((tx) => tx.waits.open(again, "token-2"))).toEqual(wait);
      expect(await inTenant((tx) => tx.waits.get(again.waitId))).toBeNull();
      expect(await inTenant((tx) => tx.waits.taskToken(wait.waitId))).toBe("token-2");
    });

    test("shows the answer to a state that is tried again after it", async () => {
      const { tenantId, runId, waitId, with: inTenant } = await tenantWithWait();
      await inTenant((tx) => tx.waits.decide(waitId, answer));
      const standing = await inTenant((tx) => tx.waits.open(sampleWait(tenantId, runId), "token-2"));
      expect(standing).toMatchObject({ waitId, status: "decided", answer: { approved: true } });
    });

    test("refuses one wait id for two nodes", async () => {
      const { tenantId, runId, waitId, with: inTenant } = await tenantWithWait();
      const other = sampleWait(tenantId, runId, { waitId, nodePath: "other" });
      await expect(inTenant((tx) => tx.waits.open(other, "t"))).rejects.toThrow(ConflictError);
    });

    test("decides once", async () => {
      const { wait, waitId, with: inTenant } = await tenantWithWait();
      expect(await inTenant((tx) => tx.waits.decide(waitId, answer))).toBe(true);
      expect(await inTenant((tx) => tx.waits.decide(waitId, { ...answer, by: "other" }))).toBe(false);
      expect(await inTenant((tx) => tx.waits.get(waitId))).toEqual({
        ...wait,
        status: "decided",
        decidedAtMs: startMs + 5,
        decidedBy: "manager",
        answer: { approved: true },
      });
      expect(await inTenant((tx) => tx.waits.expire(waitId, startMs + 90_000))).toBe(false);
    });

    test("takes the last moment before the deadline and not the deadline itself", async () => {
      const late = await tenantWithWait({ expiresAtMs: startMs + 100 });
      expect(await late.with((tx) => tx.waits.decide(late.waitId, { ...answer, atMs: startMs + 100 }))).toBe(
        false,
      );
      expect(await late.with((tx) => tx.waits.decide(late.waitId, { ...answer, atMs: startMs + 99 }))).toBe(
        true,
      );
    });

    test("expires an open wait once, and takes no answer afterwards", async () => {
      const { waitId, with: inTenant } = await tenantWithWait({ expiresAtMs: null });
      expect(await inTenant((tx) => tx.waits.expire(waitId, startMs + 9))).toBe(true);
      expect(await inTenant((tx) => tx.waits.expire(waitId, startMs + 9))).toBe(false);
      expect(await inTenant((tx) => tx.waits.decide(waitId, answer))).toBe(false);
      expect(await inTenant((tx) => tx.waits.get(waitId))).toMatchObject({
        status: "expired",
        decidedAtMs: null,
      });
    });

    test("cancels the open waits of a run and no others", async () => {
      const { tenantId, runId, waitId, with: inTenant } = await tenantWithWait();
      await inTenant(async (tx) => {
        await tx.waits.open(sampleWait(tenantId, runId, { nodePath: "second" }), "t");
        await tx.waits.open(sampleWait(tenantId, runId, { nodePath: "third" }), "t");
        await tx.waits.decide(waitId, answer);
      });
      expect(await inTenant((tx) => tx.waits.cancelOfRun(runId, startMs + 9))).toBe(2);
      expect(await inTenant((tx) => tx.waits.cancelOfRun(runId, startMs + 9))).toBe(0);
      const { items } = await inTenant((tx) => tx.waits.list({ runId, status: "cancelled" }, 9, null));
      expect(items.map(({ nodePath }) => nodePath).sort()).toEqual(["second", "third"]);
      expect((await inTenant((tx) => tx.waits.get(waitId)))?.status).toBe("decided");
    });

    test("pages through waits, oldest first, filtered by status", async () => {
      const { tenantId, runId, with: inTenant } = await tenantWithRun();
      const waits = [3, 1, 1, 2].map((at, index) =>
        sampleWait(tenantId, runId, { nodePath: `n${index}`, openedAtMs: startMs + at }),
      );
      await inTenant(async (tx) => {
        for (const wait of waits) await tx.waits.open(wait, "t");
        await tx.waits.open(sampleWait(tenantId, runId, { nodePath: "gone", openedAtMs: startMs }), "t");
        const gone = await tx.waits.getByNode(runId, "gone");
        await tx.waits.expire(gone!.waitId, startMs);
      });
      const first = await inTenant((tx) => tx.waits.list({ status: "open" }, 3, null));
      const second = await inTenant((tx) => tx.waits.list({ status: "open" }, 3, first.nextCursor));
      expect([...first.items, ...second.items].map(({ nodePath }) => nodePath)).toEqual([
        "n1",
        "n2",
        "n3",
        "n0",
      ]);
      expect(second.nextCursor).toBeNull();
    });
  });
}
