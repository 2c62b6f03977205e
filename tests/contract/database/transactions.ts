import { describe, expect, test } from "vitest";
import { ConflictError, DatabaseUnavailableError } from "../../../shared/contracts/errors.ts";
import type { TenantTransaction } from "../../../shared/domain/storage/ports.ts";
import { inTransaction } from "../../../shared/adapters/postgres/transaction.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { insertRun } from "./samples.ts";

export function testTransactions(get: GetDatabase): void {
  describe("transactions", () => {
    test("answers a ping", async () => {
      await expect(get().database.ping()).resolves.toBeUndefined();
    });

    test("returns what the work returns", async () => {
      expect(await tenantOf(get).with(async () => ({ answer: 42 }))).toEqual({ answer: 42 });
    });

    test("rolls everything back when the work throws, and throws the same error", async () => {
      const tenant = tenantOf(get);
      const failure = Object.assign(new Error("not a database error"), {
        code: "ECONNREFUSED",
        syscall: "connect",
      });
      const failed = tenant.with(async (tx) => {
        await insertRun(tx, tenant.tenantId);
        throw failure;
      });
      await expect(failed).rejects.toBe(failure);
      expect((await tenant.with((tx) => tx.runs.list({}, 9, null))).items).toEqual([]);
      expect(await tenant.with((tx) => tx.workflows.list())).toEqual([]);
    });

    test("does not commit half when the work catches a statement's error", async () => {
      const tenant = tenantOf(get);
      const careless = tenant.with(async (tx) => {
        const run = await insertRun(tx, tenant.tenantId);
        await tx.runs.insert(run).catch(() => "ignored");
        return "fine";
      });
      await expect(careless).rejects.toThrow(ConflictError);
      expect((await tenant.with((tx) => tx.runs.list({}, 9, null))).items).toEqual([]);
    });

    test("runs statements asked at once in one transaction", async () => {
      const tenant = tenantOf(get);
      const found = await tenant.with(async (tx) => {
        const { runId } = await insertRun(tx, tenant.tenantId);
        return Promise.all([tx.runs.get(runId), tx.nodes.list(runId), tx.runs.markStarted(runId, 1)]);
      });
      expect(found).toMatchObject([{ status: "queued" }, [], true]);
    });

    test("survives several statements failing at once", async () => {
      const tenant = tenantOf(get);
      const failed = tenant.with(async (tx) => {
        const run = await insertRun(tx, tenant.tenantId);
        await Promise.all([tx.runs.insert(run), tx.runs.insert(run), tx.runs.get("x")]);
      });
      await expect(failed).rejects.toThrow(ConflictError);
      expect((await tenant.with((tx) => tx.runs.list({}, 9, null))).items).toEqual([]);
    });

    test("asks nothing for somebody who kept the transaction", async () => {
      const tenant = tenantOf(get);
      let kept: TenantTransaction | undefined;
      await tenant.with(async (tx) => void (kept = tx));
      await expect(kept?.runs.get("x")).rejects.toThrow("The transaction is over");
      await tenant.with(() => Promise.reject(new Error("no"))).catch(() => {});
      await expect(kept?.runs.get("x")).rejects.toThrow("The transaction is over");
    });

    test("refuses a transaction inside a transaction", async () => {
      const { database } = get();
      const tenant = tenantOf(get);
      const inner = tenant.with(() => database.system("inside", (tx) => tx.findApiKeyByHash("x")));
      await expect(inner).rejects.toThrow("A transaction is open already");
      await expect(tenant.with(() => database.ping())).rejects.toThrow("A transaction is open already");
    });

    test("serves transactions that are asked for at once", async () => {
      const tenants = Array.from({ length: 20 }, () => tenantOf(get));
      await Promise.all(
        tenants.map(({ tenantId, with: inTenant }) => inTenant((tx) => insertRun(tx, tenantId))),
      );
      const counts = await Promise.all(
        tenants.map(async (tenant) => (await tenant.with((tx) => tx.runs.list({}, 9, null))).items.length),
      );
      expect(new Set(counts)).toEqual(new Set([1]));
    });

    test("gives up on a transaction that hangs on something else, and undoes it", async () => {
      const { source } = get();
      const { tenantId, with: inTenant } = tenantOf(get);
      const release = Promise.withResolvers<void>();
      const late = Promise.withResolvers<unknown>();
      const hanging = inTransaction(
        source,
        { role: "hil_app", tenantId, timeoutMs: 100 },
        async ({ query }) => {
          await query(
            "insert into outbox (tenant_id, message_id, topic, body, created_at) values ($1, 'a', 'b', '1', now())",
            [tenantId],
          );
          await release.promise;
          await query("select 1").then(late.reject, late.resolve);
        },
      );
      await expect(hanging).rejects.toThrow(DatabaseUnavailableError);
      await inTenant((tx) => tx.runs.get("the database still answers"));
      release.resolve();
      expect(await late.promise).toMatchObject({
        message: expect.stringContaining("The transaction is over"),
      });
      const outbox = await inTransaction(
        source,
        { role: "hil_app", tenantId, timeoutMs: 5000 },
        ({ query }) => query("select * from outbox"),
      );
      expect(outbox).toEqual([]);
    });
  });
}
