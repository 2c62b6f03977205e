import { ConflictError, NotAllowedError, NotFoundError } from "../../contracts/errors.ts";
import type { Principal } from "../../contracts/principal.ts";
import { meets, type ScopeNeed } from "../access/scope-need.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { assertAsked, assertOpen } from "./check-decision.ts";
import { deciderOf, loadTask, lockTask, type TaskDetail } from "./task-detail.ts";

/**
 * Whoever is asked asks back instead of deciding. The wait stays open, its deadline as it was.
 * @throws NotFoundError, NotAllowedError, ConflictError, HumanTimeoutError
 */
export async function askBack(
  tx: TenantTransaction,
  principal: Principal,
  asked: { waitId: string; question: string },
  nowMs: number,
): Promise<TaskDetail> {
  const wait = await lockTask(tx, asked.waitId);
  assertAsked(await deciderOf(tx, principal), wait);
  assertOpen(wait, nowMs);
  await tx.questions.ask({ ...asked, askedBy: principal.subject, askedAtMs: nowMs });
  return loadTask(tx, asked.waitId);
}

/** Who decides on tasks may answer questions to them, and who starts runs if they may read what was asked. */
export const mayAnswer: readonly ScopeNeed[] = [
  "human-tasks:decide",
  ["executions:write", "human-tasks:read"],
];

/**
 * Answers a question back, once.
 * @throws NotFoundError, NotAllowedError, ConflictError, HumanTimeoutError
 */
export async function answerQuestion(
  tx: TenantTransaction,
  principal: Principal,
  given: { waitId: string; questionNo: number; answer: string },
  nowMs: number,
): Promise<TaskDetail> {
  const { waitId, questionNo, answer } = given;
  const wait = await lockTask(tx, waitId);
  if (!mayAnswer.some((need) => meets(principal.scopes, need)))
    throw new NotAllowedError("This credential answers no questions to human tasks.");
  const questions = await tx.questions.list(waitId);
  if (!questions.some((question) => question.questionNo === questionNo))
    throw new NotFoundError(`There is no question ${questionNo} to human task ${waitId}.`);
  assertOpen(wait, nowMs);
  const accepted = await tx.questions.answer(waitId, questionNo, {
    by: principal.subject,
    answer,
    atMs: nowMs,
  });
  if (!accepted)
    throw new ConflictError("This question was answered already.", { details: { code: "already-answered" } });
  return loadTask(tx, waitId);
}
