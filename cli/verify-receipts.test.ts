import { beforeEach, describe, expect, test } from "vitest";
import { hashOf, sampleReceipt } from "../tests/contract/database/approval-samples.ts";
import { createApiHarness, type ApiHarness } from "../tests/support/api-harness.ts";
import type { ReceiptList, ReceiptView } from "../shared/contracts/api/receipts.ts";
import type { ApiClient } from "./api-client.ts";
import { verifyReceipts } from "./verify-receipts.ts";

let harness: ApiHarness;
/** What somebody makes of the answers on their way, or of the table. */
let forge: (receipts: ReceiptView[]) => ReceiptView[];

const client: ApiClient = {
  async get<T>(path: string): Promise<T> {
    const { receipts } = (await harness.ask("GET", `/api/v1${path}`)).json as ReceiptList;
    return { receipts: forge(receipts) } as T;
  },
  post: () => Promise.reject(new Error("a verification changes nothing")),
};

beforeEach(async () => {
  forge = (receipts) => receipts;
  harness = await createApiHarness();
  const ids = { waitId: `task_${"1".repeat(32)}`, runId: `exec_${"2".repeat(32)}` };
  await harness.database.tenant("acme", async (tx) => {
    const { person: _person, ...older } = sampleReceipt("", ids);
    await tx.receipts.append(older);
    for (const kind of ["granted", "consumed", "returned"] as const)
      await tx.receipts.append(sampleReceipt("", { ...ids, kind, subject: null, person: null, atMs: 1_234 }));
  });
});

async function headAt(seq: number): Promise<{ seq: number; hash: string }> {
  const [receipt] = await harness.database.tenant("acme", (tx) => tx.receipts.list(seq - 1, 1));
  return { seq, hash: receipt!.hash };
}

describe("verifyReceipts()", () => {
  test("computes over the API what was written, older links too", async () => {
    expect(await verifyReceipts(client)).toEqual({ holds: true, head: await headAt(4) });
    expect(await verifyReceipts(client, await headAt(2))).toMatchObject({ holds: true });
  });

  test("goes on from page to page", async () => {
    forge = (receipts) => receipts.slice(0, 1);
    expect(await verifyReceipts(client)).toEqual({ holds: true, head: await headAt(4) });
  });

  test("holds for a tenant in which nobody has decided", async () => {
    forge = () => [];
    expect(await verifyReceipts(client)).toEqual({ holds: true, head: { seq: 0, hash: "0".repeat(64) } });
  });

  test.each<[string, (receipt: ReceiptView) => ReceiptView[]]>([
    ["left out", () => []],
    ["doubled", (receipt) => [receipt, receipt]],
    ["given to another person", (receipt) => [{ ...receipt, person: "eve" }]],
    ["dated back", (receipt) => [{ ...receipt, at: "2026-01-01T00:00:00.000Z" }]],
    ["about other arguments", (receipt) => [{ ...receipt, arguments_hash: hashOf("other") }]],
    ["another verdict", (receipt) => [{ ...receipt, verdict: "reject" }]],
  ])("names the third link where it was %s", async (_how, change) => {
    forge = (receipts) => receipts.flatMap((receipt) => (receipt.seq === 3 ? change(receipt) : [receipt]));
    const report = await verifyReceipts(client);
    // A doubled link stands where the next one should.
    const doubled = change({ seq: 3 } as ReceiptView).length === 2;
    expect(report).toMatchObject({ holds: false, seq: doubled ? 4 : 3 });
  });

  test("notices by a head that was kept that the chain was cut off, or written anew", async () => {
    const known = await headAt(4);
    forge = (receipts) => receipts.filter(({ seq }) => seq < 4);
    expect(await verifyReceipts(client)).toMatchObject({ holds: true });
    expect(await verifyReceipts(client, known)).toMatchObject({ holds: false, seq: 4 });
    forge = (receipts) => receipts;
    const other = { seq: 2, hash: hashOf("another chain") };
    expect(await verifyReceipts(client, other)).toMatchObject({ holds: false, seq: 2 });
  });
});
