import { createHash } from "node:crypto";
import type { ReceiptEntry, ToolGrant, WaitTerms, WaitVote } from "../../../shared/contracts/approval.ts";
import type { Json } from "../../../shared/contracts/json.ts";
import type { Wait } from "../../../shared/contracts/wait.ts";
import { approvalForm } from "../../../shared/domain/approvals/approval-form.ts";
import { canonicalJson } from "../../../shared/domain/schemas/canonical-json.ts";
import { newId, sampleWait, startMs } from "./samples.ts";

export const sha256Hex = (text: string) => createHash("sha256").update(text).digest("hex");
export const hashOf = (value: Json) => sha256Hex(canonicalJson(value));
export const refundArguments = { order_id: "12345", amount_usd: 20 };

export function sampleTerms(changes: Partial<WaitTerms> = {}): WaitTerms {
  return {
    quorum: 1,
    requesterMayDecide: false,
    requesters: ["alice"],
    round: 1,
    call: {
      stepNo: 3,
      tool: "shopify.refund",
      effect: "irreversible",
      arguments: refundArguments,
      argumentsHash: hashOf(refundArguments),
      proposed: refundArguments,
    },
    facts: [{ name: "not refunded", data: { refunded_usd: 0 }, holds: true }],
    changes: [],
    ...changes,
  };
}

/** A wait for leave to call a tool. */
export function sampleApproval(tenantId: string, runId: string, changes: Partial<Wait> = {}): Wait {
  return sampleWait(tenantId, runId, {
    kind: "approval",
    nodePath: `refund/${newId()}`,
    form: approvalForm({ type: "object" }),
    allowed: { roles: ["approver"] },
    expiresAtMs: null,
    terms: sampleTerms(),
    ...changes,
  });
}

export function sampleVote(waitId: string, changes: Partial<WaitVote> = {}): WaitVote {
  return {
    waitId,
    round: 1,
    subject: "mary",
    person: "mary",
    verdict: "approve",
    argumentsHash: hashOf(refundArguments),
    answer: { decision: "approve", comment: "f\u0000ine" },
    atMs: startMs,
    ...changes,
  };
}

export function sampleGrant(wait: Wait, changes: Partial<ToolGrant> = {}): ToolGrant {
  return {
    grantId: newId(),
    tenantId: wait.tenantId,
    runId: wait.runId,
    nodePath: "refund",
    tool: "shopify.refund",
    argumentsHash: hashOf(refundArguments),
    waitId: wait.waitId,
    round: 1,
    mintedAtMs: startMs,
    consumedAtMs: null,
    idempotencyKey: null,
    ...changes,
  };
}

export function sampleReceipt(waitId: string, changes: Partial<ReceiptEntry> = {}): ReceiptEntry {
  return {
    kind: "decided",
    waitId,
    runId: "r",
    nodePath: "refund/3",
    round: 1,
    subject: "mary",
    person: "mary",
    verdict: "approve",
    tool: "shopify.refund",
    argumentsHash: hashOf(refundArguments),
    answerHash: hashOf({}),
    grantId: null,
    atMs: startMs,
    ...changes,
  };
}
