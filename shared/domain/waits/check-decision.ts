import { InvalidFieldsError } from "../../contracts/field-problems.ts";
import type { Verdict } from "../../contracts/approval.ts";
import { ConflictError, HumanTimeoutError, NotAllowedError } from "../../contracts/errors.ts";
import type { Json, JsonObject } from "../../contracts/json.ts";
import type { Wait } from "../../contracts/wait.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";
import { problemsOf } from "../schemas/problems-of.ts";
import { fieldProblems } from "../workflows/accept-run.ts";
import { type Decider, whyNot } from "./may-decide.ts";

/** What a person sends. */
export interface Decision {
  waitId: string;
  answer: JsonObject;
  /** Of the arguments that the person was shown; not stated for a question. */
  argumentsHash?: string;
  /** The round that the person was shown; the first if it is not stated. */
  round?: number;
}

/** What a decision comes to. For an edit the arguments are the approver's. */
export interface Meaning {
  verdict: Verdict;
  call: { arguments: Json; argumentsHash: string } | null;
}

/**
 * Whether a decision counts: this person, in time, in this round, on exactly these arguments, in the form's shape.
 * @throws NotAllowedError, ConflictError, HumanTimeoutError, InvalidFieldsError
 */
export async function checkDecision(
  decider: Decider,
  decision: Decision,
  wait: Wait,
  { nowMs, sha256Hex }: { nowMs: number; sha256Hex: Sha256Hex },
): Promise<Meaning> {
  assertAsked(decider, wait);
  assertOpen(wait, nowMs);
  assertBinding(decision, wait);
  await assertAnswerFits(wait, decision.answer);
  return meaningOf(decision.answer, wait, sha256Hex);
}

/** @throws NotAllowedError */
export function assertAsked(decider: Decider, wait: Wait): void {
  const reason = whyNot(decider, wait);
  if (reason === "not-asked") throw new NotAllowedError("Somebody else is asked here.");
  if (reason === "requester")
    throw new NotAllowedError("Whoever asked for it does not decide on it.", {
      details: { code: "requester" },
    });
}

/** @throws ConflictError, HumanTimeoutError */
export function assertOpen(wait: Wait, nowMs: number): void {
  const late = wait.expiresAtMs !== null && wait.expiresAtMs <= nowMs;
  if (wait.status !== "open" || late) throw refusal(wait);
}

/** Why a wait takes no answer: decided, cancelled, or too late. */
export function refusal(wait: Wait): Error {
  switch (wait.status) {
    case "decided":
      return new ConflictError("This task was answered already.", { details: { code: "already-decided" } });
    case "cancelled":
      return new ConflictError("The execution does not ask any more.", { details: { code: "cancelled" } });
    default:
      return new HumanTimeoutError("The time to answer this task is over.");
  }
}

/** A decision counts for what the person was shown, and for nothing else. */
function assertBinding({ argumentsHash, round = 1 }: Decision, { terms }: Wait): void {
  const shown = terms.call?.argumentsHash ?? null;
  if (shown !== null && argumentsHash === undefined)
    throw new InvalidFieldsError("The decision does not say on which arguments.", [
      { pointer: "#/arguments_hash", detail: "is required: the hash that the task shows" },
    ]);
  if (shown !== (argumentsHash ?? null))
    throw new ConflictError("These are not the arguments that the decision is for.", {
      details: { code: "arguments-changed" },
    });
  if (round !== terms.round)
    throw new ConflictError(`The task is in round ${terms.round}; look at it again.`, {
      details: { code: "round-changed" },
    });
}

async function assertAnswerFits(wait: Wait, answer: JsonObject): Promise<void> {
  const problems = fieldProblems(await problemsOf(wait.form, answer), "#/answer");
  if (wait.terms.call !== null) problems.push(...editProblems(answer));
  if (problems.length === 0) return;
  throw new InvalidFieldsError("The answer does not fit the form.", problems);
}

/** An edit states all arguments, and nothing else does. */
function editProblems(answer: JsonObject) {
  const isEdit = answer["decision"] === "edit";
  if (isEdit === Object.hasOwn(answer, "arguments")) return [];
  const detail = isEdit ? "is required for an edit" : "is for an edit only";
  return [{ pointer: "#/answer/arguments", detail }];
}

function meaningOf(answer: JsonObject, { terms }: Wait, sha256Hex: Sha256Hex): Meaning {
  const { call } = terms;
  const isRejected = answer["decision"] === "reject";
  if (call === null) return { verdict: isRejected ? "reject" : "approve", call: null };
  const edited = answer["arguments"];
  if (edited === undefined || canonicalJson(edited) === canonicalJson(call.arguments))
    return { verdict: isRejected ? "reject" : "approve", call };
  return {
    verdict: "edit",
    call: { arguments: edited, argumentsHash: sha256Hex(canonicalJson(edited)) },
  };
}
