import type { Change } from "../../contracts/approval.ts";
import { ConflictError } from "../../contracts/errors.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { type FactSources, fetchFacts } from "../approvals/preconditions.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import { firstCheckSeconds } from "../workflows/outbox.ts";
import type { CommandSender } from "../workflows/ports.ts";
import { castVote } from "./cast-vote.ts";
import type { Decision } from "./check-decision.ts";
import { fillBallot } from "./fill-ballot.ts";
import { loadTask, type TaskDetail } from "./task-detail.ts";

export interface DecideServices extends FactSources {
  database: Database;
  commands: CommandSender;
  nowMs: () => number;
  newId: () => string;
  sha256Hex: Sha256Hex;
}

/**
 * Accepts a person's decision. What it rests on is fetched between two transactions and tested in the second, under the
 * wait's lock: if it does not hold any more, the wait goes back to its approvers as a new round, and this decision and those
 * before it are void. Else the vote is recorded and, when enough people agree or one rejects, in the same transaction: the
 * wait is decided, the grant minted or the node completed, a receipt written for each, and a message hands it to the waiting
 * execution. A check of the run is on its way before that, so that the message is sent whatever happens to this process.
 * `alsoRecord` writes into that transaction what has to be true exactly if the decision was accepted.
 * @returns what `alsoRecord` made of the task, and what has to be sent after the commit
 * @throws NotFoundError, NotAllowedError, InvalidFieldsError, ConflictError, HumanTimeoutError, RetryableError
 */
export async function decideWait<Result>(
  principal: Principal,
  decision: Decision,
  services: DecideServices,
  alsoRecord: (tx: TenantTransaction, task: TaskDetail) => Promise<Result>,
): Promise<{ result: Result; messages: OutboxMessage[] }> {
  const { database, commands } = services;
  const { tenantId } = principal;
  const ballot = await database.tenant(tenantId, (tx) => fillBallot(tx, principal, decision, services));
  const { checks, scope, caller } = ballot;
  const facts = await fetchFacts(checks, scope, caller, services, { strict: true });
  // One moment for both: a check that is older than the decision would leave the run to a younger one.
  const atMs = services.nowMs();
  await commands.checkLater({ tenantId, runId: caller.runId, acceptedAtMs: atMs }, firstCheckSeconds);
  const outcome = await database.tenant(tenantId, async (tx) => {
    const cast = await castVote(tx, ballot, facts, { ...services, atMs });
    const settled =
      cast.kind === "returned"
        ? cast
        : { ...cast, result: await alsoRecord(tx, await loadTask(tx, decision.waitId)) };
    for (const receipt of cast.receipts) await tx.receipts.append(receipt);
    return settled;
  });
  if (outcome.kind === "returned") throw worldChanged(outcome);
  return { result: outcome.result, messages: outcome.messages };
}

function worldChanged({ round, changes }: { round: number; changes: Change[] }): ConflictError {
  const failed = changes.filter((change) => change.failed).map(({ name }) => name);
  return new ConflictError(
    `What the decision rests on has changed (${failed.join(", ")}); the task went back to its approvers as round ${round}.`,
    { details: { code: "world-changed" } },
  );
}
