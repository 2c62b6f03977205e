import { ToolNotGrantedError } from "../../contracts/errors.ts";
import type { Json, JsonObject } from "../../contracts/json.ts";
import type { Wait } from "../../contracts/wait.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import type { Leave, WantedCall } from "./approval-gate.ts";
import { nodeIdOf } from "./contract-of.ts";
import { newReceipt } from "./new-receipt.ts";

/**
 * Leave for the call that a wait was decided about: uses up its grant, with a receipt as the transaction's last lock.
 * @throws ToolNotGrantedError when the grant is for another call, or another call has used it up
 */
export async function useGrant(
  tx: TenantTransaction,
  wait: Wait,
  { stepNo, tool, input }: WantedCall,
  { atMs, sha256Hex }: { atMs: number; sha256Hex: Sha256Hex },
): Promise<Leave> {
  const answer = wait.answer as JsonObject | null;
  if (wait.terms.call === null || answer?.["decision"] === "reject")
    return { kind: "refused", message: refusedMessage(answer?.["comment"]) };
  const { waitId, runId } = wait;
  const approved = wait.terms.call.arguments;
  // Of what will be called, not what the wait says it is.
  const argumentsHash = sha256Hex(canonicalJson(approved));
  const nodePath = nodeIdOf(wait.nodePath);
  const call = { waitId, runId, nodePath, tool: tool.name, argumentsHash, atMs };
  const outcome = await tx.grants.consume({ ...call, idempotencyKey: `${runId}/${nodePath}/${stepNo}` });
  if (outcome === "refused")
    throw new ToolNotGrantedError(`${tool.name} has no approval for exactly this call`);
  if (outcome === "consumed") {
    const grantId = (await tx.grants.ofWait(waitId))?.grantId ?? null;
    await tx.receipts.append(newReceipt("consumed", wait, { argumentsHash, grantId, atMs }));
  }
  return { kind: "granted", input: approved, edited: canonicalJson(approved) !== canonicalJson(input) };
}

function refusedMessage(comment: Json | undefined): string {
  const reason = typeof comment === "string" && comment !== "" ? `: ${comment}` : "";
  return `a person refused this call${reason}`;
}
