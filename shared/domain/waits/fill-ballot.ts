import type { Precondition } from "../../contracts/approval.ts";
import type { JsonObject } from "../../contracts/json.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { contractOf, nodeIdOf } from "../approvals/contract-of.ts";
import { factScope } from "../approvals/fact-scope.ts";
import type { FactCaller } from "../approvals/preconditions.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { loadRun } from "../workflows/load-run.ts";
import { type Decision, checkDecision } from "./check-decision.ts";
import type { Decider } from "./may-decide.ts";
import { type Meaning, readAnswer } from "./read-answer.ts";
import { deciderOf, findTask, votesOfRound } from "./task-detail.ts";

/** A decision that may count, what it means, and what has to be fetched before it does. */
export interface Ballot {
  decider: Decider;
  decision: Decision;
  meaning: Meaning;
  /** None for a rejection. */
  checks: Precondition[];
  scope: JsonObject;
  caller: FactCaller;
}

/**
 * Checks a decision and reads it, without a lock: it names the round and the arguments that it is for, so that what is
 * fetched for it stays what it is about.
 * @throws NotFoundError, NotAllowedError, InvalidFieldsError, ConflictError, HumanTimeoutError
 */
export async function fillBallot(
  tx: TenantTransaction,
  principal: Principal,
  decision: Decision,
  services: { nowMs: () => number; sha256Hex: Sha256Hex },
): Promise<Ballot> {
  const decider = await deciderOf(tx, principal);
  const wait = await findTask(tx, decision.waitId);
  checkDecision(decider, decision, wait, await votesOfRound(tx, wait), services.nowMs());
  const { run, workflow } = await loadRun(tx, wait);
  const node = workflow.nodes[nodeIdOf(wait.nodePath)];
  const meaning = await readAnswer(decision.answer, wait, node, services.sha256Hex);
  const contract = node === undefined ? null : contractOf(node);
  const { tenantId, runId, nodePath } = wait;
  return {
    decider,
    decision,
    meaning,
    checks: meaning.verdict === "reject" ? [] : (contract?.stillTrue ?? []),
    scope: factScope(run.input, wait.evidence, meaning.call?.arguments),
    caller: { tenantId, runId, nodePath },
  };
}
