import { InvalidFieldsError } from "../../contracts/api/problems.ts";
import { ConflictError, HumanTimeoutError, NotAllowedError, NotFoundError } from "../../contracts/errors.ts";
import type { JsonObject } from "../../contracts/json.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import type { Wait } from "../../contracts/wait.ts";
import { validate } from "../schemas/validate.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { fieldProblems } from "../workflows/accept-run.ts";
import { addToOutbox } from "../workflows/outbox.ts";
import type { CommandSender } from "../workflows/ports.ts";
import { type HumanTask, isHumanTask } from "./is-human-task.ts";
import { settlementOf } from "./settlement.ts";

/** Whether this person is asked. An owner may answer everything. */
export function mayDecide(principal: Principal, { allowed }: Pick<Wait, "allowed">): boolean {
  if (!principal.scopes.includes("human-tasks:decide")) return false;
  if (principal.roles.includes("owner")) return true;
  const byRole = principal.roles.some((role) => allowed.roles?.includes(role));
  return byRole || (allowed.subjects?.includes(principal.subject) ?? false);
}

/**
 * Accepts a person's answer in one transaction: the wait is decided (by exactly one of those who try), the node's output
 * is the answer, and a message hands it to the waiting execution. `alsoRecord` writes into the same transaction what has
 * to be true exactly if the answer was accepted.
 * @returns the decided wait and what has to be sent after the commit
 * @throws NotFoundError, NotAllowedError, InvalidFieldsError, ConflictError, HumanTimeoutError
 */
export async function decideWait(
  principal: Principal,
  decision: { waitId: string; answer: JsonObject },
  services: { database: Database; commands: CommandSender; nowMs: () => number; newId: () => string },
  alsoRecord: (tx: TenantTransaction, decided: HumanTask) => Promise<void> = async () => {},
): Promise<{ wait: HumanTask; messages: OutboxMessage[] }> {
  const atMs = services.nowMs();
  return services.database.tenant(principal.tenantId, async (tx) => {
    const wait = await findTask(tx, decision.waitId);
    if (!mayDecide(principal, wait)) throw new NotAllowedError("Somebody else is asked here.");
    assertOpen(wait, atMs);
    assertAnswerFits(wait, decision.answer);
    const accepted = await tx.waits.decide(wait.waitId, {
      by: principal.subject,
      answer: decision.answer,
      atMs,
    });
    const standing = await findTask(tx, decision.waitId);
    if (!accepted) throw refusal(standing);
    await tx.nodes.complete(wait.runId, wait.nodePath, decision.answer, atMs);
    const message = settlementOf(wait, services.newId(), atMs);
    await addToOutbox(tx, message, services);
    await alsoRecord(tx, standing);
    return { wait: standing, messages: [message] };
  });
}

/** A wait that people answer. @throws NotFoundError */
export async function findTask(tx: TenantTransaction, waitId: string): Promise<HumanTask> {
  const wait = await tx.waits.get(waitId);
  if (wait === null || !isHumanTask(wait)) throw new NotFoundError(`There is no human task ${waitId}.`);
  return wait;
}

function assertOpen(wait: Wait, atMs: number): void {
  const late = wait.expiresAtMs !== null && wait.expiresAtMs <= atMs;
  if (wait.status !== "open" || late) throw refusal(wait);
}

/** Why a wait takes no answer: decided, cancelled, or too late. */
function refusal(wait: Wait): Error {
  switch (wait.status) {
    case "decided":
      return new ConflictError("This task was answered already.", { details: { code: "already-decided" } });
    case "cancelled":
      return new ConflictError("The execution does not ask any more.", { details: { code: "cancelled" } });
    default:
      return new HumanTimeoutError("The time to answer this task is over.");
  }
}

function assertAnswerFits(wait: Wait, answer: JsonObject): void {
  const problems = validate(wait.form, answer);
  if (problems.length === 0) return;
  throw new InvalidFieldsError("The answer does not fit the form.", fieldProblems(problems, "#/answer"));
}
