import type { ToolGrant, WaitQuestion, WaitVote } from "../../contracts/approval.ts";
import { NotFoundError } from "../../contracts/errors.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { type HumanTask, isHumanTask } from "./is-human-task.ts";
import type { Decider } from "./may-decide.ts";

/** A question to people with all that has been said to it. */
export interface TaskDetail {
  wait: HumanTask;
  votes: WaitVote[];
  questions: WaitQuestion[];
  grant: ToolGrant | null;
}

/** @throws NotFoundError also for a wait that people do not answer */
export async function loadTask(tx: TenantTransaction, waitId: string): Promise<TaskDetail> {
  return detailOf(tx, await findTask(tx, waitId));
}

/** The wait alone. @throws NotFoundError */
export async function findTask(tx: TenantTransaction, waitId: string): Promise<HumanTask> {
  return humanTask(waitId, await tx.waits.get(waitId));
}

/** As `findTask`, and nobody else decides it until the transaction ends. @throws NotFoundError */
export async function lockTask(tx: TenantTransaction, waitId: string): Promise<HumanTask> {
  return humanTask(waitId, await tx.waits.lock(waitId));
}

/** What was decided in the round that a wait is in. */
export async function votesOfRound(tx: TenantTransaction, { waitId, terms }: HumanTask): Promise<WaitVote[]> {
  return (await tx.votes.list(waitId)).filter(({ round }) => round === terms.round);
}

/** The person as the desk knows them. */
export async function deciderOf(tx: TenantTransaction, principal: Principal): Promise<Decider> {
  const person = await tx.humanAgents.getBySubject(principal.subject);
  return { principal, skills: person?.skills ?? [] };
}

function humanTask(waitId: string, wait: Parameters<typeof isHumanTask>[0] | null): HumanTask {
  if (wait === null || !isHumanTask(wait)) throw new NotFoundError(`There is no human task ${waitId}.`);
  return wait;
}

async function detailOf(tx: TenantTransaction, wait: HumanTask): Promise<TaskDetail> {
  return {
    wait,
    votes: await tx.votes.list(wait.waitId),
    questions: await tx.questions.list(wait.waitId),
    grant: await tx.grants.ofWait(wait.waitId),
  };
}
