interface Explanation {
  kind: "equivalent" | "missing";
  why: string;
}

const conversations = "shared/domain/conversations";
const queue = "shared/domain/queue";
const waits = "shared/domain/waits";

/** Mutants that live on: those that change nothing that can be seen, and those that a test is missing for. */
export const explained: ReadonlyMap<string, Explanation> = new Map<string, Explanation>([
  equivalent(
    `${conversations}/accept-message.ts | removed field | handoverId: null`,
    "A closed conversation has no handover: the database sees to it.",
  ),
  equivalent(
    `${conversations}/accept-message.ts | removed field | instruction: null`,
    "A closed conversation has no instruction: the database sees to it.",
  ),
  [
    `${conversations}/begin-turn.ts | removed guard | if (!(error instanceof OutputTooLargeError)) throw error;`,
    { kind: "missing", why: "Nothing else is thrown there today; the guard is for what may be one day." },
  ],
  equivalent(
    `${conversations}/turn-input.ts | comparison | afterSeq < range.uptoSeq => afterSeq <= range.uptoSeq`,
    "One more page is read, of which nothing is taken.",
  ),
  equivalent(
    `${conversations}/turn-input.ts | removed guard | if (last === undefined) break;`,
    "Numbers have no gaps, so that a page before the last number is never empty.",
  ),
  equivalent(
    `${conversations}/turn-input.ts | dropped condition | each.seq <= range.uptoSeq && isFromCustomer(each) => isFromCustomer(each)`,
    "The range ends at the conversation's last message, whose lock is held.",
  ),
  equivalent(
    `${conversations}/turn-input.ts | dropped condition | typeof schema !== "object" || schema === null => schema === null`,
    "The schemas `true` and `false` have no fields either way.",
  ),
  equivalent(
    `${queue}/assign-waiting.ts | comparison | fruitless < mostFruitlessPlans => fruitless <= mostFruitlessPlans`,
    "Gives up one plan later.",
  ),
  equivalent(
    `${queue}/assign-waiting.ts | removed guard | if (plan.length === 0) break;`,
    "Looks four times more before it finds nothing to do.",
  ),
  equivalent(
    `${queue}/check-handover.ts | removed guard | if (locked.handover.closedAtMs !== null) return { handover: locked.handover, messages: [] };`,
    "A closed handover has nothing due, and no next check.",
  ),
  equivalent(
    `${queue}/check-handover.ts | dropped condition | dueAtMs === null || assignedTo === null => dueAtMs === null`,
    "Only what is assigned has a time to react in.",
  ),
  equivalent(
    `${queue}/deadlines.ts | dropped condition | status !== "assigned" || assignedAtMs === null => status !== "assigned"`,
    "What is assigned has a time at which it was: the database sees to it.",
  ),
  equivalent(
    `${queue}/desk-transaction.ts | removed guard | if (handover === null) throw noHandover(handoverId);`,
    "Handovers are never deleted: what was found is there when it is locked.",
  ),
  equivalent(
    `${queue}/desk-transaction.ts | removed guard | if (closedAtMs !== null) return;`,
    "Nothing is due for a closed handover.",
  ),
  equivalent(
    `${queue}/plan-assignments.ts | comparison | a.handoverId < b.handoverId => a.handoverId <= b.handoverId`,
    "No two handovers have one id.",
  ),
  equivalent(
    `${queue}/reassign-handover.ts | dropped condition | status !== "assigned" || assignedTo === null => status !== "assigned"`,
    "What is assigned is somebody's: the database sees to it.",
  ),
  equivalent(
    `${queue}/handover-life.ts | removed field | status: "queued"`,
    "A handover is inserted as queued.",
  ),
  equivalent(
    `${queue}/deadlines.ts | dropped condition | minutes === null || minutes === undefined => minutes === null`,
    "No minutes at all make no deadline either.",
  ),
  equivalent(
    `${queue}/deadlines.ts | forgotten value | addBusinessTime(queuedAtMs, Math.ceil(shareMs), hours) ?? dueAtMs => addBusinessTime(queuedAtMs, Math.ceil(shareMs), hours)`,
    "Of a time that fits, a share fits.",
  ),
  equivalent(
    `${queue}/handover-life.ts | dropped condition | closing.outcome === "back_to_ai" && instruction !== null => instruction !== null`,
    "Who resolves leaves no instruction.",
  ),
  equivalent(
    `${queue}/handover-life.ts | forgotten value | handover.assignedTo ?? "nobody" => handover.assignedTo`,
    "What is not in the queue is, or was, somebody's: the database sees to it.",
  ),
  equivalent(
    `${queue}/plan-assignments.ts | comparison | a.humanAgentId < b.humanAgentId => a.humanAgentId <= b.humanAgentId`,
    "No two people have one id.",
  ),
  equivalent(
    `${queue}/reply-as-human.ts | dropped condition | handover !== null && isOwner => isOwner`,
    "Who has a handover has one.",
  ),
  equivalent(
    `${queue}/set-agent-status.ts | comparison | a.conversationId < b.conversationId => a.conversationId <= b.conversationId`,
    "A conversation has one open handover.",
  ),
  equivalent(
    `${queue}/set-agent-status.ts | dropped condition | conversation && handover => conversation`,
    "Neither is ever deleted.",
  ),
  equivalent(
    `${queue}/set-agent-status.ts | dropped condition | conversation && handover => handover`,
    "Neither is ever deleted.",
  ),
  missing(
    `${queue}/set-agent-status.ts | removed call | await setStatus({ ...change, status: "away" }, services);`,
    "Only a race is shorter with it: without it, who goes is given work while they go, and tries again.",
  ),
  missing(
    `${queue}/set-agent-status.ts | comparison | tries <= mostTries => tries < mostTries`,
    "Nobody is given work five times in a row while they go.",
  ),
  missing(
    `${queue}/set-agent-status.ts | stopped counter | 1`,
    "Nobody is given work five times in a row while they go.",
  ),
  missing(
    `${queue}/set-agent-status.ts | removed guard | if (!own.every(({ handoverId }) => locked.has(handoverId))) return null;`,
    "The memory database runs one transaction at a time; the crowd at the desk races it on PostgreSQL.",
  ),
  missing(
    `${queue}/set-agent-status.ts | removed guard | if (desk.handover.status !== "assigned" || desk.handover.assignedTo !== humanAgentId) continue;`,
    "The memory database runs one transaction at a time; the crowd at the desk races it on PostgreSQL.",
  ),
  missing(
    `${queue}/set-agent-status.ts | dropped condition | desk.handover.status !== "assigned" || desk.handover.assignedTo !== humanAgentId => desk.handover.status !== "assigned"`,
    "The memory database runs one transaction at a time; the crowd at the desk races it on PostgreSQL.",
  ),
  missing(
    `${queue}/set-agent-status.ts | dropped condition | desk.handover.status !== "assigned" || desk.handover.assignedTo !== humanAgentId => desk.handover.assignedTo !== humanAgentId`,
    "The memory database runs one transaction at a time; the crowd at the desk races it on PostgreSQL.",
  ),
  equivalent(
    `${waits}/settle-voted.ts | dropped condition | terms.call && { ...terms.call, ...meaning.call } => { ...terms.call, ...meaning.call }`,
    "Only a call has arguments to edit.",
  ),
  equivalent(
    `${waits}/settle-voted.ts | removed guard | if (!isDecided) throw refusal(await findTask(tx, waitId));`,
    "The wait's lock is held, and it was open and in time.",
  ),
  equivalent(
    `${waits}/settle-voted.ts | removed guard | if (call === null || meaning.call === null) throw new ConflictError("The task is about no call.");`,
    "An approval is about a call, and so is what is said of it.",
  ),
  equivalent(
    `${waits}/settle-voted.ts | dropped condition | call === null || meaning.call === null => call === null`,
    "An approval is about a call, and so is what is said of it.",
  ),
  equivalent(
    `${waits}/settle-voted.ts | dropped condition | call === null || meaning.call === null => meaning.call === null`,
    "An approval is about a call, and so is what is said of it.",
  ),
  equivalent(
    `${waits}/cast-vote.ts | dropped condition | terms.call !== null && call !== null => terms.call !== null`,
    "What is said of a call has one, and what is said of a question has none.",
  ),
  equivalent(
    `${waits}/cast-vote.ts | dropped condition | terms.call !== null && call !== null => call !== null`,
    "What is said of a call has one, and what is said of a question has none.",
  ),
  missing(
    `${waits}/read-answer.ts | removed guard | if (!(error instanceof OutputTooLargeError)) throw error;`,
    "Nothing else is thrown there today; the guard is for what may be one day.",
  ),
  missing(
    `${waits}/answer-fields.ts | forgotten value | node?.id ?? "" => node?.id`,
    "Only the message of an error names the node.",
  ),
  missing(
    `${waits}/answer-fields.ts | forgotten value | node?.id ?? "" => ""`,
    "Only the message of an error names the node.",
  ),
  missing(
    `${waits}/open-wait.ts | forgotten value | (await tx.waits.get(wait.waitId)) ?? wait => (await tx.waits.get(wait.waitId))`,
    "The memory database runs one transaction at a time: no decision comes in between.",
  ),
  missing(
    `${waits}/open-wait.ts | forgotten value | (await tx.waits.get(wait.waitId)) ?? wait => wait`,
    "The memory database runs one transaction at a time: no decision comes in between.",
  ),
  equivalent(
    `${conversations}/episode-execution.ts | dropped condition | status === "new" || status === "back_to_ai" => status === "back_to_ai"`,
    "A new episode has no run, which the next condition asks for.",
  ),
]);

function equivalent(id: string, why: string): [string, Explanation] {
  return [id, { kind: "equivalent", why }];
}

function missing(id: string, why: string): [string, Explanation] {
  return [id, { kind: "missing", why }];
}
