import { describe, expect, test } from "vitest";
import { ConflictError, InvalidInputError, NotFoundError } from "../../../shared/contracts/errors.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { insertRun, newId, sampleRevision, sampleRun, startMs } from "./samples.ts";

export function testRuns(get: GetDatabase): void {
  describe("runs", () => {
    test("gives back a run as it was inserted", async () => {
      const tenant = tenantOf(get);
      const run = await tenant.with((tx) =>
        insertRun(tx, tenant.tenantId, {
          conversationId: "c-1",
          context: { channel: "web", nested: [1, null] },
        }),
      );
      expect(await tenant.with((tx) => tx.runs.get(run.runId))).toEqual(run);
    });

    test("says which revision a run is executing, and takes none that is not stored", async () => {
      const tenant = tenantOf(get);
      const run = await tenant.with((tx) => insertRun(tx, tenant.tenantId, { deployed: true }));
      const older = sampleRevision({ deployed: true }, "support", "0.9.0");
      await tenant.with((tx) => tx.workflows.publish(older));
      const executing = { version: "0.9.0", digest: older.digest };
      await tenant.with((tx) => tx.runs.setRevision(run.runId, executing));
      expect(await tenant.with((tx) => tx.runs.get(run.runId))).toEqual({
        ...run,
        workflowVersion: "0.9.0",
        workflowDigest: older.digest,
      });
      const unknown = { version: "1", digest: "unknown" };
      await expect(tenant.with((tx) => tx.runs.setRevision(run.runId, unknown))).rejects.toThrow(
        NotFoundError,
      );
    });

    test("keeps a run that has ended with a handover", async () => {
      const tenant = tenantOf(get);
      const handover = {
        reason: "agent_decision",
        node: "reply",
        sink: null,
        config: { required_skills: ["refunds"] },
      } as const;
      const run = await tenant.with((tx) =>
        insertRun(tx, tenant.tenantId, {
          status: "completed",
          decision: "HANDOVER",
          handover: { ...handover, config: { required_skills: ["refunds"] } },
          startedAtMs: startMs + 1,
          completedAtMs: startMs + 2,
          consecutiveErrors: 3,
        }),
      );
      expect(await tenant.with((tx) => tx.runs.get(run.runId))).toEqual(run);
    });

    test("holds a run, whoever else holds it", async () => {
      const tenant = tenantOf(get);
      const run = await tenant.with((tx) => insertRun(tx, tenant.tenantId, { requesters: ["ann", "bob"] }));
      const held = await Promise.all([1, 2, 3].map(() => tenant.with((tx) => tx.runs.hold(run.runId))));
      expect(held).toEqual([run, run, run]);
      expect(await tenant.with((tx) => tx.runs.hold("nothing"))).toBeNull();
      expect(await tenantOf(get).with((tx) => tx.runs.hold(run.runId))).toBeNull();
    });

    test("does not find what is not there", async () => {
      expect(await tenantOf(get).with((tx) => tx.runs.get("nothing"))).toBeNull();
    });

    test("refuses a second run with the same id", async () => {
      const tenant = tenantOf(get);
      const run = await tenant.with((tx) => insertRun(tx, tenant.tenantId));
      await expect(tenant.with((tx) => tx.runs.insert(run))).rejects.toThrow(ConflictError);
    });

    test("refuses a run of a revision that is not published", async () => {
      const tenant = tenantOf(get);
      const run = sampleRun(tenant.tenantId, "unknown-digest");
      await expect(tenant.with((tx) => tx.runs.insert(run))).rejects.toThrow(NotFoundError);
    });

    test("starts a queued run once", async () => {
      const tenant = tenantOf(get);
      const { runId } = await tenant.with((tx) => insertRun(tx, tenant.tenantId));
      expect(await tenant.with((tx) => tx.runs.markStarted(runId, startMs + 5))).toBe(true);
      expect(await tenant.with((tx) => tx.runs.markStarted(runId, startMs + 9))).toBe(false);
      expect(await tenant.with((tx) => tx.runs.get(runId))).toMatchObject({
        status: "running",
        startedAtMs: startMs + 5,
      });
    });

    test("lets the first end stand", async () => {
      const tenant = tenantOf(get);
      const { runId } = await tenant.with((tx) => insertRun(tx, tenant.tenantId));
      const failed = { decision: null, handover: null } as const;
      const error = { name: "ToolFailedError", message: "The shop is closed." };
      expect(
        await tenant.with((tx) => tx.runs.end(runId, { ...failed, status: "failed", error }, startMs + 1)),
      ).toBe(true);
      const finished = { status: "completed", decision: "FINISH", handover: null, error: null } as const;
      expect(await tenant.with((tx) => tx.runs.end(runId, finished, startMs + 2))).toBe(false);
      expect(await tenant.with((tx) => tx.runs.get(runId))).toMatchObject({
        status: "failed",
        error,
        completedAtMs: startMs + 1,
      });
      expect(await tenant.with((tx) => tx.runs.markStarted(runId, startMs + 3))).toBe(false);
    });

    test("counts errors in a row", async () => {
      const tenant = tenantOf(get);
      const { runId } = await tenant.with((tx) => insertRun(tx, tenant.tenantId));
      const counts = await tenant.with(async (tx) => [
        await tx.runs.countError(runId, true),
        await tx.runs.countError(runId, true),
        await tx.runs.countError(runId, false),
        await tx.runs.countError(runId, true),
      ]);
      expect(counts).toEqual([1, 2, 0, 1]);
      await tenant.with((tx) => tx.runs.setConsecutiveErrors(runId, 7));
      expect((await tenant.with((tx) => tx.runs.get(runId)))?.consecutiveErrors).toBe(7);
      await expect(tenant.with((tx) => tx.runs.countError("nothing", true))).rejects.toThrow(NotFoundError);
    });

    test("knows the errors in a row of a conversation's latest ended run", async () => {
      const tenant = tenantOf(get);
      const ended = { status: "completed", decision: "FINISH" } as const;
      await tenant.with(async (tx) => {
        const conversation = { conversationId: "c" };
        await insertRun(tx, tenant.tenantId, {
          ...conversation,
          ...ended,
          completedAtMs: startMs + 1,
          consecutiveErrors: 4,
        });
        await insertRun(tx, tenant.tenantId, {
          ...conversation,
          ...ended,
          completedAtMs: startMs + 9,
          consecutiveErrors: 2,
        });
        await insertRun(tx, tenant.tenantId, {
          ...conversation,
          acceptedAtMs: startMs + 20,
          consecutiveErrors: 9,
        });
        await insertRun(tx, tenant.tenantId, {
          conversationId: "d",
          ...ended,
          completedAtMs: startMs + 30,
          consecutiveErrors: 8,
        });
      });
      expect(await tenant.with((tx) => tx.runs.consecutiveErrorsOfConversation("c"))).toBe(2);
      expect(await tenant.with((tx) => tx.runs.consecutiveErrorsOfConversation("unknown"))).toBe(0);
    });

    test("pages through runs, newest first, each once, also when many were accepted together", async () => {
      const tenant = tenantOf(get);
      const inserted = await tenant.with(async (tx) => {
        const ids = [];
        for (let at = 0; at < 7; at += 1) {
          const run = await insertRun(tx, tenant.tenantId, { acceptedAtMs: startMs + Math.floor(at / 3) });
          ids.push({ atMs: run.acceptedAtMs, id: run.runId });
        }
        return ids;
      });
      const seen: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await tenant.with((tx) => tx.runs.list({}, 2, cursor));
        seen.push(...page.items.map((run) => run.runId));
        cursor = page.nextCursor;
        // A run accepted in between does not move the pages.
        if (seen.length === 2)
          await tenant.with((tx) => insertRun(tx, tenant.tenantId, { acceptedAtMs: startMs + 99 }));
      } while (cursor !== null);
      const expected = inserted
        .toSorted((a, b) => b.atMs - a.atMs || (a.id < b.id ? 1 : -1))
        .map(({ id }) => id);
      expect(seen).toEqual(expected);
    });

    test("has no next page when the last one is full", async () => {
      const tenant = tenantOf(get);
      await tenant.with((tx) => insertRun(tx, tenant.tenantId));
      const page = await tenant.with((tx) => tx.runs.list({}, 1, null));
      expect(page).toMatchObject({ items: [{ status: "queued" }], nextCursor: null });
    });

    test("filters by status, workflow and conversation together", async () => {
      const tenant = tenantOf(get);
      const wanted = await tenant.with(async (tx) => {
        const other = sampleRevision({}, "billing");
        await tx.workflows.publish(other);
        await tx.runs.insert(
          sampleRun(tenant.tenantId, other.digest, { workflowName: "billing", conversationId: "c" }),
        );
        await insertRun(tx, tenant.tenantId, { conversationId: "d" });
        const done = { status: "completed", decision: "FINISH", completedAtMs: startMs } as const;
        await insertRun(tx, tenant.tenantId, { conversationId: "c", ...done });
        return insertRun(tx, tenant.tenantId, { conversationId: "c" });
      });
      const filter = { status: "queued", workflowName: "support", conversationId: "c" } as const;
      const page = await tenant.with((tx) => tx.runs.list(filter, 10, null));
      expect(page.items.map((run) => run.runId)).toEqual([wanted.runId]);
      const all = await tenant.with((tx) => tx.runs.list({ conversationId: "c" }, 10, null));
      expect(all.items).toHaveLength(3);
    });

    test.each([
      "",
      "x",
      "%%%",
      "bnVsbA",
      Buffer.from('["waits",1,"a"]').toString("base64url"),
      "a".repeat(5000),
    ])("refuses the cursor %#, which is none of this list", async (cursor) => {
      await expect(tenantOf(get).with((tx) => tx.runs.list({}, 2, cursor))).rejects.toThrow(
        InvalidInputError,
      );
    });

    test("refuses a page without items", async () => {
      await expect(tenantOf(get).with((tx) => tx.runs.list({}, 0, null))).rejects.toThrow(InvalidInputError);
    });

    test("keeps the same run id apart by tenant", async () => {
      const runId = newId();
      const [one, other] = [tenantOf(get), tenantOf(get)];
      await one.with((tx) => insertRun(tx, one.tenantId, { runId, requestedBy: "one" }));
      await other.with((tx) => insertRun(tx, other.tenantId, { runId, requestedBy: "other" }));
      expect((await one.with((tx) => tx.runs.get(runId)))?.requestedBy).toBe("one");
    });
  });
}
