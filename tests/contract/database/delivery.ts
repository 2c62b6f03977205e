import { describe, expect, test } from "vitest";
import { ConflictError } from "../../../shared/contracts/errors.ts";
import type { StoredResponse, SystemTransaction } from "../../../shared/domain/storage/ports.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { insertRun, sampleMessage, startMs } from "./samples.ts";

export function testDelivery(get: GetDatabase): void {
  const system = <T>(work: (tx: SystemTransaction) => Promise<T>) => get().database.system("a test", work);

  describe("outbox", () => {
    test("gives the unsent messages of all tenants, oldest first, until they are marked", async () => {
      const [one, other] = [tenantOf(get), tenantOf(get)];
      // Older than what other tests leave behind.
      const messages = [2, 1, 3].map((at, index) => {
        const { tenantId } = index === 1 ? other : one;
        return sampleMessage(tenantId, {
          createdAtMs: at,
          body: { text: "\u0000 \ud800" },
          topic: "wait.settle",
        });
      });
      for (const message of messages) {
        await get().database.tenant(message.tenantId, (tx) => tx.outbox.add(message));
      }
      const [second, first, third] = messages;
      expect(await system((tx) => tx.unsentMessages(3, 10))).toEqual([first, second]);
      expect(await system((tx) => tx.unsentMessages(4, 2))).toEqual([first, second]);
      await one.with((tx) => tx.outbox.markSent([second!.id, first!.id, "unknown"], startMs));
      expect(await system((tx) => tx.unsentMessages(4, 10))).toEqual([first, third]);
      await other.with((tx) => tx.outbox.markSent([first!.id], startMs));
      await one.with((tx) => tx.outbox.markSent([], startMs));
      expect(await system((tx) => tx.unsentMessages(4, 10))).toEqual([third]);
      await one.with((tx) => tx.outbox.markSent([third!.id], startMs));
    });

    test("gives what stayed unsent of one run to its tenant, oldest first", async () => {
      const [one, other] = [tenantOf(get), tenantOf(get)];
      const [late, early, ofOtherRun] = [{ createdAtMs: 2 }, { createdAtMs: 1 }, { runId: "other" }].map(
        (changes) => sampleMessage(one.tenantId, { body: { text: "\u0000" }, runId: "mine", ...changes }),
      );
      const ofOtherTenant = sampleMessage(other.tenantId, { runId: "mine" });
      await one.with(async (tx) => {
        for (const message of [late!, early!, ofOtherRun!]) await tx.outbox.add(message);
      });
      await other.with((tx) => tx.outbox.add(ofOtherTenant));
      expect(await one.with((tx) => tx.outbox.unsentOfRun("mine"))).toEqual([early, late]);
      await one.with((tx) => tx.outbox.markSent([early!.id], startMs));
      expect(await one.with((tx) => tx.outbox.unsentOfRun("mine"))).toEqual([late]);
      await one.with((tx) => tx.outbox.markSent([late!.id, ofOtherRun!.id], startMs));
      expect(await one.with((tx) => tx.outbox.unsentOfRun("mine"))).toEqual([]);
      expect(await other.with((tx) => tx.outbox.unsentOfRun("mine"))).toEqual([ofOtherTenant]);
      await other.with((tx) => tx.outbox.markSent([ofOtherTenant.id], startMs));
    });

    test("gives what stayed unsent of one conversation to its tenant, oldest first", async () => {
      const [one, other] = [tenantOf(get), tenantOf(get)];
      const about = { runId: null, conversationId: "mine", topic: "episode.start" } as const;
      const late = sampleMessage(one.tenantId, { ...about, createdAtMs: 2 });
      const early = sampleMessage(one.tenantId, { ...about, createdAtMs: 1 });
      const ofRun = sampleMessage(one.tenantId, { runId: "mine" });
      const ofDesk = sampleMessage(one.tenantId, { runId: null, topic: "desk.assign" });
      const ofOtherTenant = sampleMessage(other.tenantId, about);
      await one.with(async (tx) => {
        for (const message of [late, early, ofRun, ofDesk]) await tx.outbox.add(message);
      });
      await other.with((tx) => tx.outbox.add(ofOtherTenant));
      expect(await one.with((tx) => tx.outbox.unsentOfConversation("mine"))).toEqual([early, late]);
      await one.with((tx) => tx.outbox.markSent([early.id], startMs));
      expect(await one.with((tx) => tx.outbox.unsentOfConversation("mine"))).toEqual([late]);
      await one.with((tx) => tx.outbox.markSent([late.id, ofRun.id, ofDesk.id], startMs));
      await other.with((tx) => tx.outbox.markSent([ofOtherTenant.id], startMs));
    });

    test("is written with the work or not at all", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const accepted = inTenant(async (tx) => {
        await tx.outbox.add(sampleMessage(tenantId, { createdAtMs: 10 }));
        const { runId } = await insertRun(tx, tenantId);
        await insertRun(tx, tenantId, { runId });
      });
      await expect(accepted).rejects.toThrow(ConflictError);
      expect(await system((tx) => tx.unsentMessages(11, 10))).toEqual([]);
      expect((await inTenant((tx) => tx.runs.list({}, 9, null))).items).toEqual([]);
    });
  });

  describe("idempotency keys", () => {
    const request = {
      route: "POST /executions",
      key: "k",
      fingerprint: "f",
      nowMs: startMs,
      staleBeforeMs: startMs - 60_000,
      expiresBeforeMs: startMs - 86_400_000,
    };
    const later = (afterMs: number) => ({
      ...request,
      nowMs: startMs + afterMs,
      staleBeforeMs: startMs + afterMs - 60_000,
      expiresBeforeMs: startMs + afterMs - 86_400_000,
    });
    const response: StoredResponse = {
      status: 202,
      contentType: "application/json",
      body: '{"text":"é \u0000"}',
      location: "/executions/1",
    };

    test("takes a key, is in flight, and gives back the stored response", async () => {
      const { with: inTenant } = tenantOf(get);
      expect(await inTenant((tx) => tx.idempotency.begin(request))).toEqual({ state: "new" });
      expect(await inTenant((tx) => tx.idempotency.begin(request))).toEqual({ state: "in-flight" });
      await inTenant((tx) => tx.idempotency.finish(request.route, "k", response));
      expect(await inTenant((tx) => tx.idempotency.begin(request))).toEqual({ state: "done", response });
      await inTenant((tx) => tx.idempotency.finish(request.route, "k", { ...response, status: 500 }));
      expect(await inTenant((tx) => tx.idempotency.begin(later(1000)))).toEqual({ state: "done", response });
    });

    test("refuses another request under the key, in flight and done", async () => {
      const { with: inTenant } = tenantOf(get);
      await inTenant((tx) => tx.idempotency.begin(request));
      const other = { ...later(61_000), fingerprint: "g" };
      expect(await inTenant((tx) => tx.idempotency.begin(other))).toEqual({ state: "other-request" });
      await inTenant((tx) => tx.idempotency.finish(request.route, "k", response));
      expect(await inTenant((tx) => tx.idempotency.begin(other))).toEqual({ state: "other-request" });
    });

    test("keeps routes and tenants apart", async () => {
      const [one, other] = [tenantOf(get), tenantOf(get)];
      await one.with((tx) => tx.idempotency.begin(request));
      expect(await one.with((tx) => tx.idempotency.begin({ ...request, route: "POST /x" }))).toEqual({
        state: "new",
      });
      expect(await other.with((tx) => tx.idempotency.begin(request))).toEqual({ state: "new" });
    });

    test("hands a stale request over once, and a done one never", async () => {
      const { with: inTenant } = tenantOf(get);
      await inTenant((tx) => tx.idempotency.begin(request));
      expect(await inTenant((tx) => tx.idempotency.begin(later(60_000)))).toEqual({ state: "in-flight" });
      expect(await inTenant((tx) => tx.idempotency.begin(later(60_001)))).toEqual({ state: "new" });
      expect(await inTenant((tx) => tx.idempotency.begin(later(60_001)))).toEqual({ state: "in-flight" });
      await inTenant((tx) => tx.idempotency.finish(request.route, "k", response));
      expect(await inTenant((tx) => tx.idempotency.begin(later(999_999)))).toEqual({
        state: "done",
        response,
      });
    });

    test("forgets an expired record, whatever it says", async () => {
      const { with: inTenant } = tenantOf(get);
      await inTenant((tx) => tx.idempotency.begin(request));
      await inTenant((tx) => tx.idempotency.finish(request.route, "k", response));
      const next = { ...later(86_400_001), fingerprint: "g" };
      expect(await inTenant((tx) => tx.idempotency.begin(next))).toEqual({ state: "new" });
      expect(await inTenant((tx) => tx.idempotency.begin(next))).toEqual({ state: "in-flight" });
    });

    test("gives a key free that had no effect, but not a stored response", async () => {
      const { with: inTenant } = tenantOf(get);
      await inTenant((tx) => tx.idempotency.begin(request));
      await inTenant((tx) => tx.idempotency.release(request.route, "k"));
      expect(await inTenant((tx) => tx.idempotency.begin(request))).toEqual({ state: "new" });
      await inTenant((tx) => tx.idempotency.finish(request.route, "k", response));
      await inTenant((tx) => tx.idempotency.release(request.route, "k"));
      expect(await inTenant((tx) => tx.idempotency.begin(request))).toEqual({ state: "done", response });
    });

    test("deletes what is older, and sent messages, and says how many", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const old = { ...request, nowMs: 100, staleBeforeMs: 0, expiresBeforeMs: 0 };
      const [sent, unsent] = [
        sampleMessage(tenantId, { createdAtMs: 50 }),
        sampleMessage(tenantId, { createdAtMs: 50 }),
      ];
      await inTenant(async (tx) => {
        await tx.idempotency.begin(old);
        await tx.idempotency.begin({ ...old, key: "young", nowMs: 101 });
        await tx.outbox.add(sent);
        await tx.outbox.add(unsent);
        await tx.outbox.markSent([sent.id], 100);
      });
      expect(await system((tx) => tx.deleteExpired(101))).toBe(2);
      expect(await system((tx) => tx.deleteExpired(101))).toBe(0);
      expect(await inTenant((tx) => tx.idempotency.begin(old))).toEqual({ state: "new" });
      expect(await system((tx) => tx.unsentMessages(51, 9))).toEqual([unsent]);
      await inTenant((tx) => tx.outbox.markSent([unsent.id], startMs));
    });
  });
}
