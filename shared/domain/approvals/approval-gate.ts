import type { ApprovalContract, PendingCall } from "../../contracts/approval.ts";
import { ConflictError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { Run } from "../../contracts/run.ts";
import type { Tool } from "../../contracts/tool.ts";
import type { Wait } from "../../contracts/wait.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { newWait } from "../waits/new-wait.ts";
import { holdOpenRun } from "../workflows/hold-open-run.ts";
import { approvalForm } from "./approval-form.ts";
import { CallSuspended } from "./call-suspended.ts";
import { timeoutSeconds } from "./deadline.ts";
import { factScope } from "./fact-scope.ts";
import { fetchFacts, type FactSources } from "./preconditions.ts";
import { useGrant } from "./use-grant.ts";

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
   * @throws CallSuspended while people have not decided; ToolNotGrantedError when the grant is for another call;
   * ConflictError when the run has ended
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
    await holdOpenRun(tx, runId);
    const wait = await tx.waits.getByNode(runId, nodePath);
    return wait === null ? null : outcomeOf(tx, wait, call, services);
  });
  if (standing !== null && "leave" in standing) return standing.leave;
  const { expiresAtMs } = standing?.open ?? (await ask(nodePath, call, asker, services));
  throw new CallSuspended({
    stepNo: call.stepNo,
    ...(expiresAtMs !== null && { timeoutSeconds: timeoutSeconds(expiresAtMs, services.nowMs()) }),
  });
}

async function outcomeOf(
  tx: TenantTransaction,
  wait: Wait,
  call: WantedCall,
  { nowMs, sha256Hex }: GateServices,
): Promise<{ open: Wait } | { leave: Leave }> {
  assertSameCall(wait, call);
  const atMs = nowMs();
  switch (wait.status) {
    case "open": {
      const isLate = wait.expiresAtMs !== null && wait.expiresAtMs <= atMs;
      if (!isLate || !(await tx.waits.expire(wait.waitId, atMs))) return { open: wait };
      return refused(tooLate);
    }
    case "decided":
      return { leave: await useGrant(tx, wait, call, { atMs, sha256Hex }) };
    case "expired":
      return refused(tooLate);
    case "cancelled":
      return refused("the run does not ask any more");
  }
}

const tooLate = "nobody decided on this call before the deadline, so it was not made";

function refused(message: string): { leave: Leave } {
  return { leave: { kind: "refused", message } };
}

/** The recorded steps lead to the same call every time; another one is not what people were asked about. */
function assertSameCall({ terms }: Wait, { tool, input }: WantedCall): void {
  const isSame =
    terms.call?.tool === tool.name && canonicalJson(terms.call.proposed) === canonicalJson(input);
  if (!isSame) throw new ConflictError("The call is not the one that people were asked about.");
}

/** Opens the wait before any state waits for it: the state's function only has to keep its token there. */
async function ask(
  nodePath: string,
  wanted: WantedCall,
  { run, contract, upstream }: Asker,
  services: GateServices,
): Promise<Wait> {
  const { tenantId, runId } = run;
  const { tool, input } = wanted;
  const scope = factScope(run.input, upstream, input);
  const caller = { tenantId, runId, nodePath };
  const asked = {
    waitId: `task_${services.newId()}`,
    nodePath,
    kind: "approval" as const,
    run,
    question: `May ${tool.name} be called with these arguments?`,
    form: approvalForm(tool.input),
    evidence: upstream,
    contract,
    call: pendingCall(wanted, services.sha256Hex),
    facts: await fetchFacts(contract.stillTrue, scope, caller, services, { strict: false }),
  };
  return services.database.tenant(tenantId, async (tx) => {
    await holdOpenRun(tx, runId);
    return tx.waits.open(newWait(asked, await tx.desk.settings(), services.nowMs()), null);
  });
}

function pendingCall({ stepNo, tool, input }: WantedCall, sha256Hex: Sha256Hex): PendingCall {
  return {
    stepNo,
    tool: tool.name,
    effect: tool.effect,
    arguments: input,
    argumentsHash: sha256Hex(canonicalJson(input)),
    proposed: input,
  };
}
