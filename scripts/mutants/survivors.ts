interface Explanation {
  kind: "equivalent" | "missing";
  why: string;
}

const conversations = "shared/domain/conversations";
const queue = "shared/domain/queue";

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
    `${conversations}/resume-episode.ts | dropped condition | status === "new" || status === "back_to_ai" => status === "back_to_ai"`,
    "A new episode has no run, which the next condition asks for.",
  ),
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
]);

function equivalent(id: string, why: string): [string, Explanation] {
  return [id, { kind: "equivalent", why }];
}
