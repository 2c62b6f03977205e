import { createHash } from "node:crypto";
import type { Receipt, ReceiptEntry } from "../../../contracts/approval.ts";
import type { ReceiptStore } from "../../../domain/approvals/ports.ts";
import { chainStart, nextReceipt } from "../../../domain/approvals/receipt-chain.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

interface ReceiptRow {
  seq: number;
  entry: ReceiptEntry;
  previous_hash: string;
  hash: string;
}

const sha256Hex = (text: string): string => createHash("sha256").update(text).digest("hex");

export function createReceiptStore(query: Query, tenantId: string): ReceiptStore {
  return {
    async append(entry) {
      await query(
        "insert into receipt_heads (tenant_id, seq, hash) values ($1, 0, $2) on conflict do nothing",
        [tenantId, chainStart],
      );
      const [head] = await query<{ seq: number; hash: string }>(
        "select seq, hash from receipt_heads where tenant_id = $1 for update",
        [tenantId],
      );
      const receipt = nextReceipt(entry, head!, sha256Hex);
      await query(
        "insert into receipts (tenant_id, seq, entry, previous_hash, hash) values ($1, $2, $3, $4, $5)",
        [tenantId, receipt.seq, jsonText({ ...entry }), receipt.previousHash, receipt.hash],
      );
      await query("update receipt_heads set seq = $2, hash = $3 where tenant_id = $1", [
        tenantId,
        receipt.seq,
        receipt.hash,
      ]);
      return receipt;
    },
    async list(afterSeq, limit) {
      const rows = await query<ReceiptRow>(
        "select seq, entry, previous_hash, hash from receipts where seq > $1 order by seq limit $2",
        [afterSeq, limit],
      );
      return rows.map(receiptOf);
    },

    async ofWait(waitId, afterSeq, limit) {
      const rows = await query<ReceiptRow>(
        `select seq, entry, previous_hash, hash from receipts where entry ->> 'waitId' = $1 and seq > $2
         order by seq limit $3`,
        [waitId, afterSeq, limit],
      );
      return rows.map(receiptOf);
    },
  };
}

function receiptOf({ seq, entry, previous_hash: previousHash, hash }: ReceiptRow): Receipt {
  return { ...entry, seq, previousHash, hash };
}
