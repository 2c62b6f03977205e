import type { ApprovalContract, ReceiptEntry } from "../../contracts/approval.ts";
import { ConflictError, ToolNotGrantedError } from "../../contracts/errors.ts";
import type { Json, JsonObject } from "../../contracts/json.ts";
import type { Run } from "../../contracts/run.ts";
import type { Tool } from "../../contracts/tool.ts";
import type { Wait } from "../../contracts/wait.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { factScope } from "../waits/facts-for.ts";
import { approvalForm } from "./approval-form.ts";
import { CallSuspended } from "./call-suspended.ts";
import { expiryOf, timeoutSeconds } from "./deadline.ts";
import { fetchFacts, type FactSources } from "./preconditions.ts";

/** A call that a node wants to make. */
export interface WantedCall {
  stepNo: number;
  tool: Tool;
  input: Json;
}

/** `input` is what was approved: the approver may have changed it. */
export type Leave = { kind: "granted"; input: Json; edited: boolean } | { kind: "refused"; message: string };

/** Between a node and the tools that need approval. */
export interface ApprovalGate {
  /**
   * Leave for a call, used up by asking for it; the same call may ask again.
   * @throws CallSuspended while people have not decided; ToolNotGrantedError when the grant is for another call
   */
  leaveFor(call: WantedCall): Promise<Leave>;
}

export interface GateServices extends FactSources {
  database: Database;
  nowMs: () => number;
  newId: () => string;
  sha256Hex: Sha256Hex;
}

interface Asker {
  run: Run;
  nodeId: string;
  contract: ApprovalContract;
  upstream: { [nodeId: string]: Json };
}

/** The gate of one node of one run. */
export function createApprovalGate(asker: Asker, services: GateServices): ApprovalGate {
  return { leaveFor: (call) => leaveFor(call, asker, services) };
}

async function leaveFor(call: WantedCall, asker: Asker, services: GateServices): Promise<Leave> {
  const { tenantId, runId } = asker.run;
  const nodePath = `${asker.nodeId}/${call.stepNo}`;
  const standing = await services.database.tenant(tenantId, async (tx) => {
    const wait = await tx.waits.getByNode(runId, nodePath);
    return wait === null ? null : outcomeOf(tx, wait, call, asker, services);
  });
  if (standing !== null && "leave" in standing) return standing.leave;
  const wait = standing?.open ?? (await ask(nodePath, call, asker, services));
  throw suspended(call.stepNo, wait, services.nowMs());
}

async function outcomeOf(
  tx: TenantTransaction,
  wait: Wait,
  call: WantedCall,
  asker: Asker,
  services: GateServices,
): Promise<{ open: Wait } | { leave: Leave }> {
  assertSameCall(wait, call);
  const nowMs = services.nowMs();
  switch (wait.status) {
    case "open": {
      const isLate = wait.expiresAtMs !== null && wait.expiresAtMs <= nowMs;
      if (!isLate || !(await tx.waits.expire(wait.waitId, nowMs))) return { open: wait };
      return { leave: { kind: "refused", message: tooLate } };
    }
    case "decided":
      return { leave: await decidedLeave(tx, wait, call, asker, services) };
    case "expired":
      return { leave: { kind: "refused", message: tooLate } };
    case "cancelled":
      return { leave: { kind: "refused", message: "the run does not ask any more" } };
  }
}

const tooLate = "nobody decided on this call before the deadline, so it was not made";

/** The recorded steps lead to the same call every time; another one is not what people were asked about. */
function assertSameCall({ terms }: Wait, { tool, input }: WantedCall): void {
  const isSame =
    terms.call?.tool === tool.name && canonicalJson(terms.call.proposed) === canonicalJson(input);
  if (!isSame) throw new ConflictError("The call is not the one that people were asked about.");
}

async function decidedLeave(
  tx: TenantTransaction,
  wait: Wait,
  { stepNo, tool, input }: WantedCall,
  asker: Asker,
  { nowMs, sha256Hex }: GateServices,
): Promise<Leave> {
  const answer = wait.answer as JsonObject | null;
  if (wait.terms.call === null || answer?.["decision"] === "reject")
    return { kind: "refused", message: refusedMessage(answer?.["comment"]) };
  const approved = wait.terms.call.arguments;
  const used = {
    waitId: wait.waitId,
    runId: wait.runId,
    nodePath: asker.nodeId,
    tool: tool.name,
    // Of what will be called, not what the wait says it is.
    argumentsHash: sha256Hex(canonicalJson(approved)),
    idempotencyKey: `${wait.runId}/${asker.nodeId}/${stepNo}`,
    atMs: nowMs(),
  };
  const outcome = await tx.grants.consume(used);
  if (outcome === "refused")
    throw new ToolNotGrantedError(`${tool.name} has no approval for exactly this call`);
  if (outcome === "consumed") {
    const grant = await tx.grants.ofWait(wait.waitId);
    await tx.receipts.append(consumedReceipt(wait, used, grant?.grantId ?? null));
  }
  return { kind: "granted", input: approved, edited: canonicalJson(approved) !== canonicalJson(input) };
}

function refusedMessage(comment: Json | undefined): string {
  const reason = typeof comment === "string" && comment !== "" ? `: ${comment}` : "";
  return `a person refused this call${reason}`;
}

function consumedReceipt(
  { waitId, runId, nodePath, terms }: Wait,
  { tool, argumentsHash, atMs }: { tool: string; argumentsHash: string; atMs: number },
  grantId: string | null,
): ReceiptEntry {
  return {
    kind: "consumed",
    waitId,
    runId,
    nodePath,
    round: terms.round,
    subject: null,
    verdict: null,
    tool,
    argumentsHash,
    answerHash: null,
    grantId,
    atMs,
  };
}

/** Opens the wait before any state waits for it: the state's function only has to keep its token there. */
async function ask(
  nodePath: string,
  { stepNo, tool, input }: WantedCall,
  { run, contract, upstream }: Asker,
  services: GateServices,
): Promise<Wait> {
  const { tenantId, runId } = run;
  const scope = factScope(run.input, upstream, input);
  const caller = { tenantId, runId, nodePath };
  const facts = await fetchFacts(contract.stillTrue, scope, caller, services, { strict: false });
  return services.database.tenant(tenantId, async (tx) => {
    const nowMs = services.nowMs();
    const hours = contract.deadline?.kind === "business" ? await tx.desk.settings() : null;
    const wait: Wait = {
      waitId: `task_${services.newId()}`,
      ...caller,
      kind: "approval",
      question: `May ${tool.name} be called with these arguments?`,
      form: approvalForm(tool.input),
      evidence: upstream,
      allowed: contract.allowed,
      status: "open",
      openedAtMs: nowMs,
      expiresAtMs: expiryOf(contract.deadline, nowMs, hours),
      decidedAtMs: null,
      decidedBy: null,
      answer: null,
      terms: {
        quorum: contract.quorum,
        requesterMayDecide: contract.requesterMayDecide,
        requestedBy: run.requestedBy,
        round: 1,
        call: {
          stepNo,
          tool: tool.name,
          effect: tool.effect,
          arguments: input,
          argumentsHash: services.sha256Hex(canonicalJson(input)),
          proposed: input,
        },
        facts,
        changes: [],
      },
    };
    return tx.waits.open(wait, null);
  });
}

function suspended(stepNo: number, { expiresAtMs }: Wait, nowMs: number): CallSuspended {
  return new CallSuspended({
    stepNo,
    ...(expiresAtMs !== null && { timeoutSeconds: timeoutSeconds(expiresAtMs, nowMs) }),
  });
}
