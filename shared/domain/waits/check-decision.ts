import type { WaitVote } from "../../contracts/approval.ts";
import { ConflictError, HumanTimeoutError, NotAllowedError } from "../../contracts/errors.ts";
import { InvalidFieldsError } from "../../contracts/field-problems.ts";
import type { JsonObject } from "../../contracts/json.ts";
import type { Wait } from "../../contracts/wait.ts";
import { personOf } from "../access/person-of.ts";
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

/**
 * Whether a decision counts: this person, in time, in this round, on exactly these arguments, for the first time.
 * `votes` are those of the round.
 * @throws NotAllowedError, ConflictError, HumanTimeoutError, InvalidFieldsError
 */
export function checkDecision(
  decider: Decider,
  decision: Decision,
  wait: Wait,
  votes: readonly WaitVote[],
  nowMs: number,
): void {
  assertAsked(decider, wait);
  assertOpen(wait, nowMs);
  assertBinding(decision, wait);
  const person = personOf(decider.principal);
  if (votes.some((vote) => vote.person === person)) throw decidedAlready();
}

const refusals = {
  "not-asked": "Somebody else is asked here.",
  requester: "Whoever asked for it does not decide on it.",
  "unknown-person": "This API key does not say whose it is, and here people are told apart. Make a new one.",
};

/** @throws NotAllowedError */
export function assertAsked(decider: Decider, wait: Wait): void {
  const code = whyNot(decider, wait);
  if (code === null) return;
  throw new NotAllowedError(refusals[code], code === "not-asked" ? {} : { details: { code } });
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

export function decidedAlready(): ConflictError {
  return new ConflictError("You have decided already; somebody else has to agree.", {
    details: { code: "decided-by-you" },
  });
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
