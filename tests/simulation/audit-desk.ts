import type { Conversation } from "../../shared/contracts/conversation.ts";
import type { HandoverAssignment, HumanAgent, QueuedHandover } from "../../shared/contracts/human-agent.ts";
import type { Rows } from "./auditor.ts";
import type { Ledger } from "./ledger.ts";
import { ensure } from "./violation.ts";

type DeskRows = Pick<Rows, "handovers" | "assignments" | "humanAgents">;

/** The queue, the people and the conversations agree with each other, and with what stood there before. @throws Violation */
export function auditDesk(before: DeskRows | null, rows: Rows, nowMs: number, ledger: Ledger): DeskRows {
  const { handovers, assignments, humanAgents } = rows;
  const conversations = new Map(rows.conversations.map((each) => [each.conversationId, each]));
  const people = new Map(humanAgents.map((each) => [each.humanAgentId, each]));
  for (const person of humanAgents) auditPerson(person, rows);
  for (const conversation of rows.conversations) auditOwner(conversation, rows);
  for (const [index, { handover }] of handovers.entries()) {
    const old = before?.handovers[index]?.handover;
    if (old === handover) continue;
    ensure(old === undefined || old.handoverId === handover.handoverId, () => "A handover is gone.");
    if (old !== undefined) auditChange(old, handover, people, nowMs, ledger);
    auditPlace(handover, conversations.get(handover.conversationId)!);
  }
  auditAssignments(
    before?.assignments ?? [],
    assignments,
    handovers.map(({ handover }) => handover),
    people,
    nowMs,
  );
  return { handovers, assignments, humanAgents };
}

/** A person's load is what they have, and no more than they take. */
function auditPerson(person: HumanAgent, { handovers }: Rows): void {
  const { humanAgentId, currentLoad, maxCapacity, status } = person;
  let open = 0;
  for (const { handover } of handovers)
    if (handover.status === "assigned" && handover.assignedTo === humanAgentId) open += 1;
  ensure(currentLoad === open, () => `${humanAgentId} has ${open} and a load of ${currentLoad}.`);
  ensure(open <= maxCapacity, () => `${humanAgentId} has ${open} of ${maxCapacity}.`);
  ensure(status !== "offline" || open === 0, () => `${humanAgentId} is offline and has ${open}.`);
}

/** Who or what has a conversation: people exactly while a handover is open. */
function auditOwner({ conversationId, status, handoverId }: Conversation, { handovers }: Rows): void {
  const open = handovers.filter(
    ({ handover }) => handover.conversationId === conversationId && handover.closedAtMs === null,
  );
  const withPeople = status === "handover" || status === "pending_human" || status === "human_active";
  ensure(
    open.length === (withPeople ? 1 : 0),
    () => `${conversationId} is ${status} with ${open.length} handovers.`,
  );
  const own = open[0]?.handover;
  if (own === undefined) return;
  ensure(own.handoverId === handoverId, () => `${conversationId} points at another handover.`);
  const isAssigned = own.status === "assigned";
  ensure(
    isAssigned === (status === "human_active"),
    () => `${conversationId} is ${status}, its handover ${own.status}.`,
  );
}

function auditPlace(handover: QueuedHandover, conversation: Conversation): void {
  const { handoverId, status, assignedTo, closedAtMs } = handover;
  ensure(
    (status === "queued") === (assignedTo === null),
    () => `${handoverId} is ${status} with ${assignedTo}.`,
  );
  ensure(handover.episode <= conversation.episode, () => `${handoverId} is of an episode to come.`);
  const isClosed = status === "resolved" || status === "back_to_ai";
  ensure(isClosed === (closedAtMs !== null), () => `${handoverId} is ${status}, closed at ${closedAtMs}.`);
}

function auditChange(
  old: QueuedHandover,
  now: QueuedHandover,
  people: ReadonlyMap<string, HumanAgent>,
  nowMs: number,
  ledger: Ledger,
): void {
  const says = (what: string) => () =>
    `${now.handoverId} ${what}: ${JSON.stringify(old)} -> ${JSON.stringify(now)}`;
  ensure(old.closedAtMs === null, says("changed after its end"));
  const isMoved = old.status !== now.status || old.assignedTo !== now.assignedTo;
  ensure(now.version >= old.version && (!isMoved || now.version > old.version), says("kept its version"));
  // Numbered from 0 until it is queued, which is when its age begins; back in the queue it has the age that it had.
  const wasQueued = old.version > 0;
  ensure(wasQueued || now.version === 0 || now.queuedAtMs === nowMs, says("is older than its wait"));
  ensure(!wasQueued || now.queuedAtMs === old.queuedAtMs, says("lost its place"));
  ensure(!wasQueued || now.firstResponseDueAtMs === old.firstResponseDueAtMs, says("has another deadline"));
  ensure(
    old.firstResponseAtMs === null || now.firstResponseAtMs === old.firstResponseAtMs,
    says("is answered first, twice"),
  );
  ensure(old.escalatedAtMs === null || now.escalatedAtMs === old.escalatedAtMs, says("was escalated twice"));
  if (now.status === "assigned" && old.assignedTo !== now.assignedTo) {
    const person = people.get(now.assignedTo!)!;
    const isFit = now.requiredSkills.every((skill) => person.skills.includes(skill));
    ensure(isFit && person.status === "online", says("went to somebody who does not fit"));
    ensure(now.assignedAtMs === nowMs && now.reactedAtMs === null, says("began with an old reaction"));
  }
  if (now.closedAtMs === null) return;
  ensure(old.status === "assigned" && now.assignedTo === old.assignedTo, says("closed by nobody"));
  const attempts = ledger.closings.get(now.handoverId) ?? [];
  ensure(
    attempts.some(({ humanAgentId, outcome }) => humanAgentId === now.assignedTo && outcome === now.status),
    says("closed as nobody did"),
  );
}

/** Attempts are numbered from 1; the last may be open, and is exactly when somebody has the handover. */
function auditAssignments(
  before: readonly HandoverAssignment[],
  now: readonly HandoverAssignment[],
  handovers: readonly QueuedHandover[],
  people: ReadonlyMap<string, HumanAgent>,
  nowMs: number,
): void {
  for (const [index, old] of before.entries())
    if (now[index] !== old) auditEnd(old, now[index]!, handovers, people, nowMs);
  for (const handover of handovers) {
    const own = now.filter(({ handoverId }) => handoverId === handover.handoverId);
    ensure(
      own.every(
        ({ attempt, end }, index) => attempt === index + 1 && (end !== null || index === own.length - 1),
      ),
      () => `The record of ${handover.handoverId} has gaps.`,
    );
    const open = own.at(-1)?.end === null ? own.at(-1)!.humanAgentId : null;
    const has = handover.status === "assigned" ? handover.assignedTo : null;
    ensure(open === has, () => `${handover.handoverId} is with ${has}, its record says ${open}.`);
  }
}

/** An assignment ends once, now, and for the reason that it states. */
function auditEnd(
  old: HandoverAssignment,
  now: HandoverAssignment,
  handovers: readonly QueuedHandover[],
  people: ReadonlyMap<string, HumanAgent>,
  nowMs: number,
): void {
  const says = (what: string) => () => `The record of ${now.handoverId} ${what}: ${JSON.stringify(now)}`;
  ensure(old.end === null && now.end !== null, says("was changed after its end"));
  ensure(now.endedAtMs === nowMs && now.humanAgentId === old.humanAgentId, says("ends for another"));
  const handover = handovers.find(({ handoverId }) => handoverId === now.handoverId)!;
  const isOver = handover.closedAtMs !== null;
  const status = people.get(now.humanAgentId)!.status;
  ensure(isOver ? now.end === handover.status : !["resolved", "back_to_ai"].includes(now.end), says("lies"));
  if (now.end === "offline") ensure(status === "offline", says("says that somebody has gone"));
  if (now.end === "no_reaction") ensure(status === "away", says("leaves somebody where they do not react"));
}
