import type { ReceiptEntry, ReceiptKind, WaitVote } from "../../contracts/approval.ts";
import type { Wait } from "../../contracts/wait.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";

type About = Pick<Wait, "waitId" | "runId" | "nodePath" | "terms">;
type Rest = Pick<ReceiptEntry, "atMs"> & Partial<ReceiptEntry>;

/** What a receipt says; of what it does not state, that there was none. */
export function newReceipt(
  kind: ReceiptKind,
  { waitId, runId, nodePath, terms }: About,
  rest: Rest,
): ReceiptEntry {
  return {
    kind,
    waitId,
    runId,
    nodePath,
    round: terms.round,
    subject: null,
    person: null,
    verdict: null,
    tool: terms.call?.tool ?? null,
    argumentsHash: null,
    answerHash: null,
    grantId: null,
    ...rest,
  };
}

/** A receipt for what a vote did; of its answer it keeps the hash. */
export function receiptOfVote(
  kind: ReceiptKind,
  wait: About,
  { round, subject, person, verdict, argumentsHash, answer, atMs }: WaitVote,
  sha256Hex: Sha256Hex,
): ReceiptEntry {
  const answerHash = sha256Hex(canonicalJson(answer));
  return newReceipt(kind, wait, { round, subject, person, verdict, argumentsHash, answerHash, atMs });
}
