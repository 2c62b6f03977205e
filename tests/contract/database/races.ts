import { describe, expect, test } from "vitest";
import { ConflictError } from "../../../shared/contracts/errors.ts";
import { holdOpenRun } from "../../../shared/domain/workflows/hold-open-run.ts";
import type { StoredResponse } from "../../../shared/domain/storage/ports.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { insertRun, modelStep, sampleNode, sampleRevision, sampleWait, startMs } from "./samples.ts";

const racers = 50;

/** What must hold however transactions interleave; a database with one session shows little of it. */
export function testRaces(get: GetDatabase, rounds: number): void {
  async function tenantWithRun() {
    const tenant = tenantOf(get);
    const { runId } = await tenant.with((tx) => insertRun(tx, tenant.tenantId));
    return { ...tenant, runId };
  }

  const race = <T>(one: (racer: number) => Promise<T>) =>
    Promise.all(Array.from({ length: racers }, (_, racer) => one(racer)));
  const wins = (results: boolean[]) => results.filter(Boolean).length;

  describe(`${racers} at once`, () => {
    test("decide a wait: one answer is accepted, and it is the one that stands", async () => {
      const { tenantId, runId, with: inTenant } = await tenantWithRun();
      for (let round = 0; round < rounds; round += 1) {
        const wait = sampleWait(tenantId, runId, { nodePath: `n${round}` });
        await inTenant((tx) => tx.waits.open(wait, "t"));
        const accepted = await race((racer) =>
          inTenant((tx) =>
            tx.waits.decide(wait.waitId, { by: `p${racer}`, answer: { racer }, atMs: startMs }),
          ),
        );
        expect(wins(accepted)).toBe(1);
        const winner = accepted.indexOf(true);
        const standing = await inTenant((tx) => tx.waits.get(wait.waitId));
        expect(standing).toMatchObject({ decidedBy: `p${winner}`, answer: { racer: winner } });
      }
    });

    test("decide, expire and cancel a wait: one of them wins", async () => {
      const { tenantId, runId, with: inTenant } = await tenantWithRun();
      for (let round = 0; round < rounds; round += 1) {
        const wait = sampleWait(tenantId, runId, { nodePath: `n${round}` });
        await inTenant((tx) => tx.waits.open(wait, "t"));
        const won = await race((racer) =>
          inTenant(async (tx) => {
            if (racer % 3 === 0) return tx.waits.decide(wait.waitId, { by: "p", answer: {}, atMs: startMs });
            if (racer % 3 === 1) return tx.waits.expire(wait.waitId, startMs);
            return (await tx.waits.cancelOfRun(runId, startMs)) === 1;
          }),
        );
        expect(wins(won)).toBe(1);
        const status = ["decided", "expired", "cancelled"][won.indexOf(true) % 3];
        expect((await inTenant((tx) => tx.waits.get(wait.waitId)))?.status).toBe(status);
      }
    });

    test("open one node's wait while it is answered: one wait, and nobody sees a decision without its answer", async () => {
      const { tenantId, runId, with: inTenant } = await tenantWithRun();
      const first = sampleWait(tenantId, runId);
      await inTenant((tx) => tx.waits.open(first, "t"));
      const seen = await race((racer) =>
        inTenant(async (tx) => {
          if (racer === 25) {
            await tx.waits.decide(first.waitId, { by: "p", answer: { yes: true }, atMs: startMs });
          }
          return tx.waits.open(sampleWait(tenantId, runId), `token-${racer}`);
        }),
      );
      for (const wait of seen) {
        expect(wait.waitId).toBe(first.waitId);
        expect(wait.answer).toEqual(wait.status === "decided" ? { yes: true } : null);
      }
      expect(seen.some((wait) => wait.status === "decided")).toBe(true);
    });

    test("ask for a run while it is ended: nothing is asked for a run that has ended", async () => {
      for (let round = 0; round < rounds; round += 1) {
        const { tenantId, runId, with: inTenant } = await tenantWithRun();
        const error = { name: "RunStopped", message: "Stopped." };
        const stopped = { status: "stopped", decision: null, handover: null, error } as const;
        const outcomes = await race((racer) =>
          inTenant(async (tx) => {
            if (racer === racers / 2) {
              await tx.runs.end(runId, stopped, startMs);
              await tx.waits.cancelOfRun(runId, startMs);
              return "ended";
            }
            await holdOpenRun(tx, runId);
            await tx.waits.open(sampleWait(tenantId, runId, { nodePath: `n${racer}` }), "t");
            return "asked";
          }).catch((failure: unknown) => {
            if (failure instanceof ConflictError) return "refused";
            throw failure;
          }),
        );
        const waits = await inTenant((tx) => tx.waits.list({ runId }, racers, null));
        expect(waits.items.filter(({ status }) => status === "open")).toEqual([]);
        expect(waits.items).toHaveLength(outcomes.filter((outcome) => outcome === "asked").length);
        expect(outcomes.filter((outcome) => outcome === "ended")).toHaveLength(1);
      }
    });

    test("begin one request: one is new, the others wait or get its response", async () => {
      const { with: inTenant } = tenantOf(get);
      const response: StoredResponse = {
        status: 201,
        contentType: "text/plain",
        body: "made",
        location: null,
      };
      for (let round = 0; round < rounds; round += 1) {
        const record = { route: "r", key: `k${round}`, fingerprint: "f", nowMs: startMs };
        const begin = { ...record, staleBeforeMs: startMs - 1, expiresBeforeMs: startMs - 1 };
        const states = await race((racer) =>
          inTenant(async (tx) => {
            const state = await tx.idempotency.begin(begin);
            if (state.state === "new" && racer % 2 === 0)
              await tx.idempotency.finish("r", record.key, response);
            return state.state;
          }),
        );
        expect(states.filter((state) => state === "new")).toHaveLength(1);
        expect(
          states.filter((state) => state !== "new" && state !== "in-flight" && state !== "done"),
        ).toEqual([]);
      }
    });

    test("take over a stale request: one does", async () => {
      const { with: inTenant } = tenantOf(get);
      const record = {
        route: "r",
        key: "k",
        fingerprint: "f",
        nowMs: startMs,
        staleBeforeMs: 0,
        expiresBeforeMs: 0,
      };
      await inTenant((tx) => tx.idempotency.begin(record));
      const later = { ...record, nowMs: startMs + 100, staleBeforeMs: startMs + 50 };
      const states = await race(() => inTenant((tx) => tx.idempotency.begin(later)));
      expect(states.filter(({ state }) => state === "new")).toHaveLength(1);
    });

    test("begin and release a key: no request is lost", async () => {
      const { with: inTenant } = tenantOf(get);
      const record = {
        route: "r",
        key: "k",
        fingerprint: "f",
        nowMs: startMs,
        staleBeforeMs: 0,
        expiresBeforeMs: 0,
      };
      const states = await race(() =>
        inTenant(async (tx) => {
          const state = await tx.idempotency.begin(record);
          if (state.state === "new") await tx.idempotency.release("r", "k");
          return state.state;
        }),
      );
      expect(states.every((state) => state === "new" || state === "in-flight")).toBe(true);
      expect(await inTenant((tx) => tx.idempotency.begin(record))).toEqual({ state: "new" });
    });

    test("begin and complete a node: every attempt counts, one output stands", async () => {
      const { runId, with: inTenant } = await tenantWithRun();
      await race(() => inTenant((tx) => tx.nodes.begin(sampleNode(runId))));
      const outputs = await race(async (racer) => {
        const standing = await inTenant((tx) => tx.nodes.complete(runId, "classify", racer, startMs));
        return standing.output;
      });
      expect(new Set(outputs).size).toBe(1);
      expect(await inTenant((tx) => tx.nodes.get(runId, "classify"))).toMatchObject({
        attempts: racers,
        output: outputs[0],
      });
    });

    test("start and end a run: one start, one end", async () => {
      for (let round = 0; round < rounds; round += 1) {
        const { runId, with: inTenant } = await tenantWithRun();
        expect(
          wins(await race((racer) => inTenant((tx) => tx.runs.markStarted(runId, startMs + racer)))),
        ).toBe(1);
        const ended = await race((racer) => {
          const error = { name: "E", message: String(racer) };
          const end = { status: "failed", decision: null, handover: null, error } as const;
          return inTenant((tx) => tx.runs.end(runId, end, startMs + racer));
        });
        expect(wins(ended)).toBe(1);
        const standing = await inTenant((tx) => tx.runs.get(runId));
        expect(standing?.error?.message).toBe(String(ended.indexOf(true)));
      }
    });

    test("count errors: none is lost", async () => {
      const { runId, with: inTenant } = await tenantWithRun();
      const counts = await race(() => inTenant((tx) => tx.runs.countError(runId, true)));
      expect(counts.toSorted((a, b) => a - b)).toEqual(
        Array.from({ length: racers }, (_, index) => index + 1),
      );
    });

    test("record one step: one stands, and the ledger has it once", async () => {
      const { runId, with: inTenant } = await tenantWithRun();
      for (let stepNo = 0; stepNo < rounds; stepNo += 1) {
        const seen = await race(async (racer) => {
          const recorded = await inTenant((tx) =>
            tx.steps.record(runId, "agent", modelStep(stepNo, `r${racer}`, racer)),
          );
          return JSON.stringify(recorded);
        });
        expect(new Set(seen).size).toBe(1);
      }
      expect(await inTenant((tx) => tx.steps.list(runId, "agent"))).toHaveLength(rounds);
    });

    test("publish one version: one is current", async () => {
      const { with: inTenant } = tenantOf(get);
      await race(() => inTenant((tx) => tx.workflows.publish(sampleRevision())));
      expect(await inTenant((tx) => tx.workflows.list())).toHaveLength(1);
    });
  });
}
