import { describe, expect, test } from "vitest";
import { ConflictError, DatabaseUnavailableError } from "../../../shared/contracts/errors.ts";
import type { Principal } from "../../../shared/contracts/principal.ts";
import type { Wait } from "../../../shared/contracts/wait.ts";
import { noTimers } from "../../../shared/domain/agents/testing.ts";
import { firstBrokenReceipt } from "../../../shared/domain/approvals/receipt-chain.ts";
import { createToolRegistry } from "../../../shared/domain/tools/tool-registry.ts";
import { decideWait } from "../../../shared/domain/waits/decide-wait.ts";
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
    const decide = (subject: string, decision: string) => {
      const principal: Principal = {
        tenantId: tenant.tenantId,
        subject,
        roles: ["approver"],
        scopes: ["human-tasks:decide"],
      };
      const argumentsHash = hashOf(refundArguments);
      const attempt = (): Promise<string> =>
        decideWait(
          principal,
          { waitId: wait.waitId, answer: { decision }, argumentsHash },
          services(),
          async (_tx, task) => task.wait.status,
        ).then(
          ({ result }) => result,
          (error: unknown) => {
            if (error instanceof ConflictError) return "refused";
            // A database with one session lets nobody wait for long: they come again, as a client does after 503.
            if (error instanceof DatabaseUnavailableError) return attempt();
            throw error;
          },
        );
      return attempt();
    };
    return { ...tenant, wait, decide };
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

    test("agree where three have to, twenty times each: three different ones count", async () => {
      const {
        wait,
        decide,
        with: inTenant,
      } = await tenantWithApproval({ terms: sampleTerms({ quorum: 3 }) });
      const outcomes = await everybody((racer) => decide(`p${racer % 50}`, "approve"));
      expect(outcomes.filter((outcome) => outcome === "open")).toHaveLength(2);
      expect(outcomes.filter((outcome) => outcome === "decided")).toHaveLength(1);
      const votes = await inTenant((tx) => tx.votes.list(wait.waitId));
      expect(new Set(votes.map(({ subject }) => subject)).size).toBe(3);
      expect(votes).toHaveLength(3);
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
