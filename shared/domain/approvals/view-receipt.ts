import type { ReceiptView } from "../../contracts/api/receipts.ts";
import type { Receipt } from "../../contracts/approval.ts";
import { dateTime } from "../schemas/date-time.ts";

/** A receipt as the API shows it: all of it, so that whoever reads the chain can verify it. */
export function viewReceipt({ person, ...receipt }: Receipt): ReceiptView {
  return {
    seq: receipt.seq,
    kind: receipt.kind,
    task_id: receipt.waitId,
    execution_id: receipt.runId,
    node_path: receipt.nodePath,
    round: receipt.round,
    subject: receipt.subject,
    ...(person !== undefined && { person }),
    verdict: receipt.verdict,
    tool: receipt.tool,
    arguments_hash: receipt.argumentsHash,
    answer_hash: receipt.answerHash,
    grant_id: receipt.grantId,
    at: dateTime(receipt.atMs),
    previous_hash: receipt.previousHash,
    hash: receipt.hash,
  };
}

/** The receipt that was shown: the inverse of `viewReceipt`, so that its hash can be computed again. */
export function readReceipt({ person, ...view }: ReceiptView): Receipt {
  return {
    seq: view.seq,
    kind: view.kind,
    waitId: view.task_id,
    runId: view.execution_id,
    nodePath: view.node_path,
    round: view.round,
    subject: view.subject,
    ...(person !== undefined && { person }),
    verdict: view.verdict,
    tool: view.tool,
    argumentsHash: view.arguments_hash,
    answerHash: view.answer_hash,
    grantId: view.grant_id,
    atMs: Date.parse(view.at),
    previousHash: view.previous_hash,
    hash: view.hash,
  };
}
