import { describe, expect, test } from "vitest";
import { ConflictError, DatabaseUnavailableError } from "../../../shared/contracts/errors.ts";
import type { Principal } from "../../../shared/contracts/principal.ts";
import type { Wait } from "../../../shared/contracts/wait.ts";
import { noTimers } from "../../../shared/domain/agents/testing.ts";
import { firstBrokenReceipt } from "../../../shared/domain/approvals/receipt-chain.ts";
import { createToolRegistry } from "../../../shared/domain/tools/tool-registry.ts";
import type { TenantTransaction } from "../../../shared/domain/storage/ports.ts";
import { decideWait } from "../../../shared/domain/waits/decide-wait.ts";
import type { TaskDetail } from "../../../shared/domain/waits/task-detail.ts";
import { hashOf, refundArguments, sampleApproval, sampleTerms, sha256Hex } from "./approval-samples.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { insertRun, newId, startMs } from "./samples.ts";

const crowd = 1000;

/** Decisions as a crowd makes them, all at once. */
export function testApprovalRaces(get: GetDatabase): void {
  async function tenantWithApproval(changes: Partial<Wait>) {
    const tenant = tenantOf(get);
    const wait = await tenant.with(async (tx) => {
      const { runId } = await insertRun(tx, tenant.tenantId);
      return tx.waits.open(sampleApproval(tenant.tenantId, runId, changes), "token");
    });
    const argumentsHash = wait.terms.call?.argumentsHash;
    const decide = (person: string, decision: string, subject = person) => {
      const principal: Principal = {
        tenantId: tenant.tenantId,
        subject,
        person,
        roles: ["approver"],
        scopes: ["human-tasks:decide"],
      };
      const attempt = async (): Promise<string> => {
        const answered = { waitId: wait.waitId, answer: { decision }, round: seen };
        const shown = argumentsHash === undefined ? answered : { ...answered, argumentsHash };
        const recorded = async (_tx: TenantTransaction, task: TaskDetail) => task.wait.status;
        return (await decideWait(principal, shown, services(), recorded)).result;
      };
      const look = async () =>
        void (seen = (await tenant.with((tx) => tx.waits.get(wait.waitId)))!.terms.round);
      let seen = 1;
      return insist(attempt, look);
    };
    return { ...tenant, wait, decide };
  }

  /** Comes again after a 503, as a client does, and looks again when the task is in another round. */
  async function insist(attempt: () => Promise<string>, look: () => Promise<void>): Promise<string> {
    for (let isStale = false; ;) {
      try {
        if (isStale) await look();
        return await attempt();
      } catch (error) {
        if (error instanceof ConflictError && error.details["code"] !== "round-changed") return "refused";
        // A database with one session lets nobody wait for long.
        if (!(error instanceof ConflictError || error instanceof DatabaseUnavailableError)) throw error;
        isStale = true;
      }
    }
  }

  const services = () => ({
    database: get().database,
    commands: { send: async () => {}, checkLater: async () => {} },
    tools: createToolRegistry([]),
    timers: noTimers,
    nowMs: () => startMs,
    newId,
    sha256Hex,
  });
  const everybody = <T>(one: (racer: number) => Promise<T>) =>
    Promise.all(Array.from({ length: crowd }, (_, racer) => one(racer)));

  describe(`${crowd} people at once`, () => {
    test("decide on one call: one decision takes effect, with one grant at the most", async () => {
      const { wait, decide, with: inTenant } = await tenantWithApproval({});
      const outcomes = await everybody((racer) =>
        decide(`p${racer}`, racer % 2 === 0 ? "approve" : "reject"),
      );
      expect(outcomes.filter((outcome) => outcome === "decided")).toHaveLength(1);
      expect(outcomes.filter((outcome) => outcome === "refused")).toHaveLength(crowd - 1);
      const winner = outcomes.indexOf("decided");
      await inTenant(async (tx) => {
        expect(await tx.waits.get(wait.waitId)).toMatchObject({ status: "decided", decidedBy: `p${winner}` });
        expect(await tx.votes.list(wait.waitId)).toHaveLength(1);
        expect((await tx.grants.ofWait(wait.waitId)) !== null).toBe(winner % 2 === 0);
        const receipts = await tx.receipts.list(0, 9);
        expect(receipts.map(({ kind }) => kind)).toEqual(
          winner % 2 === 0 ? ["decided", "granted"] : ["decided"],
        );
        expect(firstBrokenReceipt(receipts, sha256Hex)).toBeNull();
        expect(await tx.outbox.unsentOfRun(wait.runId)).toHaveLength(1);
      });
    }, 120_000);

    test("agree where three have to, with twenty keys each: three different people count", async () => {
      const {
        wait,
        decide,
        with: inTenant,
      } = await tenantWithApproval({ terms: sampleTerms({ quorum: 3 }) });
      const outcomes = await everybody((racer) => decide(`p${racer % 50}`, "approve", `api-key:${racer}`));
      expect(outcomes.filter((outcome) => outcome === "open")).toHaveLength(2);
      expect(outcomes.filter((outcome) => outcome === "decided")).toHaveLength(1);
      const votes = await inTenant((tx) => tx.votes.list(wait.waitId));
      expect(new Set(votes.map(({ person }) => person)).size).toBe(3);
      expect(votes).toHaveLength(3);
    }, 120_000);

    test("answer one question in two ways where two have to agree: two have said the very same", async () => {
      const terms = sampleTerms({ quorum: 2, call: null });
      const {
        wait,
        decide,
        with: inTenant,
      } = await tenantWithApproval({ kind: "human", form: { type: "object" }, terms });
      const node = {
        runId: wait.runId,
        nodePath: wait.nodePath,
        nodeType: "human",
        status: "waiting",
      } as const;
      await inTenant((tx) => tx.nodes.begin({ ...node, startedAtMs: startMs }));
      const outcomes = await everybody((racer) => decide(`p${racer}`, racer % 3 === 0 ? "other" : "one"));
      expect(outcomes.filter((outcome) => outcome === "decided")).toHaveLength(1);
      await inTenant(async (tx) => {
        const decided = (await tx.waits.get(wait.waitId))!;
        const votes = await tx.votes.list(wait.waitId);
        const last = votes.filter(({ round }) => round === decided.terms.round);
        expect(last).toHaveLength(2);
        expect(last.map(({ answer }) => answer)).toEqual([decided.answer, decided.answer]);
        // Every round before ended with somebody who said otherwise.
        expect(votes.length - 2).toBe(decided.terms.round - 1);
        expect(firstBrokenReceipt(await tx.receipts.list(0, 1000), sha256Hex)).toBeNull();
      });
    }, 120_000);

    test("use up one grant: one call has it", async () => {
      const { wait, decide, with: inTenant } = await tenantWithApproval({});
      await decide("mary", "approve");
      const uses = await everybody((racer) =>
        inTenant((tx) =>
          tx.grants.consume({
            waitId: wait.waitId,
            runId: wait.runId,
            nodePath: "refund",
            tool: "shopify.refund",
            argumentsHash: hashOf(refundArguments),
            idempotencyKey: `key-${racer}`,
            atMs: startMs,
          }),
        ),
      );
      expect(uses.filter((use) => use === "consumed")).toHaveLength(1);
      expect(uses.filter((use) => use === "refused")).toHaveLength(crowd - 1);
    }, 120_000);
  });
}
