import type { Receipt, ReceiptEntry } from "../../contracts/approval.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";

/** What the first link follows. */
export const chainStart = "0".repeat(64);

/** The link that follows another: its hash covers everything it says and the hash of the one before. */
export function nextReceipt(
  entry: ReceiptEntry,
  last: Pick<Receipt, "seq" | "hash">,
  sha256Hex: Sha256Hex,
): Receipt {
  const link = { ...entry, seq: last.seq + 1, previousHash: last.hash };
  return { ...link, hash: sha256Hex(canonicalJson(link)) };
}

/**
 * Checks links in order, from one that is known to be right (the start of the chain, where none is named).
 * @returns the number of the first link that is missing, changed or out of place; null when all hold
 */
export function firstBrokenReceipt(
  receipts: readonly Receipt[],
  sha256Hex: Sha256Hex,
  known: Pick<Receipt, "seq" | "hash"> = { seq: 0, hash: chainStart },
): number | null {
  let last = known;
  for (const receipt of receipts) {
    const { seq: _seq, previousHash: _previousHash, hash: _hash, ...entry } = receipt;
    const expected = nextReceipt(entry, last, sha256Hex);
    const holds =
      receipt.seq === expected.seq &&
      receipt.previousHash === expected.previousHash &&
      receipt.hash === expected.hash;
    if (!holds) return expected.seq;
    last = receipt;
  }
  return null;
}
