import { createHash } from "node:crypto";
import type { ReceiptList } from "../shared/contracts/api/receipts.ts";
import { chainStart, firstBrokenReceipt } from "../shared/domain/approvals/receipt-chain.ts";
import { readReceipt } from "../shared/domain/approvals/view-receipt.ts";
import type { ApiClient } from "./api-client.ts";

const pageSize = 1000;

/** The end of a chain: what to keep elsewhere, so that a chain that was cut off or written anew is noticed. */
export interface ChainHead {
  seq: number;
  hash: string;
}

export type ChainReport = { holds: true; head: ChainHead } | { holds: false; seq: number; reason: string };

/**
 * Reads all receipts and computes their chain again, from its start. With `known`, a head that was kept, the chain has to
 * hold that very link.
 * @throws ApiProblem
 */
export async function verifyReceipts(
  client: ApiClient,
  known: ChainHead | null = null,
): Promise<ChainReport> {
  let head: ChainHead = { seq: 0, hash: chainStart };
  for (;;) {
    const page = await client.get<ReceiptList>(`/receipts?after=${head.seq}&limit=${pageSize}`);
    const receipts = page.receipts.map(readReceipt);
    const broken = firstBrokenReceipt(receipts, sha256Hex, head);
    if (broken !== null) return brokenAt(broken, "is missing, was changed, or stands in the wrong place");
    const kept = receipts.find(({ seq }) => seq === known?.seq);
    if (kept !== undefined && kept.hash !== known?.hash)
      return brokenAt(kept.seq, `is not the one that was kept: its hash is ${kept.hash}`);
    const last = receipts.at(-1);
    if (last === undefined) break;
    head = { seq: last.seq, hash: last.hash };
  }
  if (known !== null && head.seq < known.seq)
    return brokenAt(head.seq + 1, `is missing: the chain was cut off, it reached to ${known.seq}`);
  return { holds: true, head };
}

function brokenAt(seq: number, reason: string): ChainReport {
  return { holds: false, seq, reason };
}

function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
