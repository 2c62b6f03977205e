import { isDeepStrictEqual } from "node:util";
import type {
  Conversation,
  ConversationEvent,
  ConversationStatus,
  Message,
} from "../../shared/contracts/conversation.ts";
import type { HandoverAssignment, HumanAgent, QueuedHandover } from "../../shared/contracts/human-agent.ts";
import type { Run } from "../../shared/contracts/run.ts";
import type { MemoryDatabase } from "../support/memory-database.ts";
import { auditDesk } from "./audit-desk.ts";
import type { Children } from "./children.ts";
import type { Ledger } from "./ledger.ts";
import { tenantId } from "./process.ts";
import { ensure } from "./violation.ts";

/** The specification's arrows, and the way back to the queue; written here again, so that code does not judge itself. */
const arrows: Record<ConversationStatus, readonly ConversationStatus[]> = {
  new: ["ai_processing"],
  ai_processing: ["finished", "handover"],
  handover: ["pending_human"],
  pending_human: ["human_active"],
  human_active: ["resolved", "back_to_ai", "pending_human"],
  back_to_ai: ["ai_processing"],
  finished: ["new"],
  resolved: ["new"],
};

export interface Rows {
  conversations: Conversation[];
  messages: Message[];
  conversationEvents: ConversationEvent[];
  runs: Run[];
  handovers: { handover: QueuedHandover; taskTokens: string[] }[];
  assignments: HandoverAssignment[];
  humanAgents: HumanAgent[];
}

/** What is known of a conversation from the commits before. */
interface Known {
  row: Conversation;
  messages: Message[];
  revision: number;
  /** Customer's messages that a turn or the person who closed has seen, by number. */
  seen: Set<number>;
}

/** Looks at everything that is stored after every commit, and compares it with what stood there before. */
export class Auditor {
  private readonly database: MemoryDatabase;
  private readonly ledger: Ledger;
  private readonly children: Children;
  private readonly nowMs: () => number;
  private readonly count: (what: string) => void;
  private readonly known = new Map<string, Known>();
  private messages: Message[] = [];
  private events: ConversationEvent[] = [];
  private readonly told: Partial<Record<ConversationEvent["type"], number>> = {};
  private runs: Run[] = [];
  private desk: Pick<Rows, "handovers" | "assignments" | "humanAgents"> | null = null;

  constructor(
    database: MemoryDatabase,
    ledger: Ledger,
    children: Children,
    nowMs: () => number,
    count: (what: string) => void,
  ) {
    this.database = database;
    this.ledger = ledger;
    this.children = children;
    this.nowMs = nowMs;
    this.count = count;
  }

  /** @throws Violation */
  check(): void {
    const rows: Rows = this.database.tables().tenants.get(tenantId)!;
    for (const row of rows.conversations) {
      if (!this.known.has(row.conversationId))
        this.known.set(row.conversationId, { row, messages: [], revision: row.revision, seen: new Set() });
    }
    this.auditMessages(rows.messages);
    this.auditRuns(rows.runs, rows.conversations);
    this.auditEvents(rows.conversationEvents, rows);
    for (const row of rows.conversations) this.auditConversation(row, rows);
    this.desk = auditDesk(this.desk, rows, this.nowMs(), this.ledger);
  }

  /** What was accepted stays as it is; what is new has the next number of its conversation. */
  private auditMessages(messages: Message[]): void {
    assertKept(this.messages, messages, "message");
    for (const message of messages.slice(this.messages.length)) {
      const known = this.known.get(message.conversationId)!;
      const { seq, messageId, sender, text } = message;
      ensure(seq === known.messages.length + 1, () => `Message ${messageId} has number ${seq}.`);
      ensure(
        known.messages.every((other) => other.messageId !== messageId),
        () => `Message ${messageId} is stored twice.`,
      );
      if (sender === "agent")
        ensure(this.children.replies.get(messageId) === text, () => `${messageId} never answered ${text}.`);
      else ensure(this.ledger.written.get(messageId)?.text === text, () => `Nobody wrote ${messageId} so.`);
      known.messages.push(message);
    }
    this.messages = messages;
  }

  /** A turn takes what the customer wrote since the one before, all of it and in order. */
  private auditRuns(runs: Run[], conversations: Conversation[]): void {
    for (const run of runs.slice(this.runs.length)) {
      const { conversationId, seenSeq, instruction } = this.known.get(run.conversationId!)!.row;
      const known = this.known.get(conversationId)!;
      const now = conversations.find((each) => each.conversationId === conversationId)!;
      const fromCustomer = known.messages.filter(({ sender }) => sender === "customer");
      const fresh = fromCustomer.filter(({ seq }) => seq > seenSeq);
      const brought = fresh.length > 0 ? fresh : fromCustomer.slice(-1);
      const text = brought.map((each) => each.text).join("\n");
      ensure(run.input["customer_message"] === text, () => `Run ${run.runId} does not see ${text}.`);
      ensure(
        (run.input["instruction"] ?? null) === instruction,
        () => `Run ${run.runId} hears another instruction.`,
      );
      ensure(now.runId === run.runId, () => `Run ${run.runId} is not its conversation's.`);
      ensure(
        now.seenSeq === known.messages.length,
        () => `${now.conversationId} says it saw ${now.seenSeq}.`,
      );
      for (const { seq } of fresh) known.seen.add(seq);
    }
    this.runs = runs;
  }

  /** Followers hear of every message and every assignment, once. */
  private auditEvents(events: ConversationEvent[], { messages, assignments }: Rows): void {
    assertKept(this.events, events, "event");
    for (const { type } of events.slice(this.events.length)) this.told[type] = (this.told[type] ?? 0) + 1;
    const { "message.created": created = 0, "handover.assigned": assigned = 0 } = this.told;
    ensure(created === messages.length, () => `${created} of ${messages.length} messages were told of.`);
    ensure(
      assigned === assignments.length,
      () => `${assigned} of ${assignments.length} assignments were told of.`,
    );
    for (const { conversationId, revision, type } of events.slice(this.events.length)) {
      const known = this.known.get(conversationId)!;
      if (type === "conversation.created") continue;
      ensure(
        revision === known.revision + 1,
        () => `${conversationId} has no revision ${known.revision + 1}.`,
      );
      known.revision = revision;
    }
    this.events = events;
  }

  private auditConversation(row: Conversation, rows: Rows): void {
    const known = this.known.get(row.conversationId)!;
    const before = known.row;
    if (before === row) return;
    known.row = row;
    const { conversationId: id, status, episode, turn } = row;
    const says = (what: string) => () => `${id} ${what}: ${JSON.stringify(before)} -> ${JSON.stringify(row)}`;
    if (status !== before.status) {
      this.count(`${before.status} -> ${status}`);
      ensure(arrows[before.status].includes(status), says("changed as it may not"));
    }
    const reopens = before.episode === 0 || isClosed(before);
    ensure(
      episode === before.episode || (reopens && episode === before.episode + 1),
      says("skips an episode"),
    );
    ensure(episode === before.episode || status === "new", says("begins in the middle"));
    if (episode === before.episode)
      ensure(turn === before.turn || turn === before.turn + 1, says("skips a turn"));
    else ensure(turn === 0 && row.runId === null, says("brings a turn along"));
    ensure(row.revision === known.revision, says("has another revision than its events"));
    ensure(row.lastSeq === known.messages.length, says("counts its messages wrong"));
    const lastOfCustomer = known.messages.findLast(({ sender }) => sender === "customer")?.seq ?? 0;
    ensure(row.lastCustomerSeq === lastOfCustomer, says("does not know the customer's last word"));
    ensure(row.seenSeq >= before.seenSeq && row.seenSeq <= row.lastSeq, says("forgets what was seen"));
    this.auditTurn(before, row, rows);
    if (isClosed(row) && !isClosed(before)) this.auditClosing(before, row, rows, known);
    ensure(row.instruction === null || status === "back_to_ai", says("keeps an instruction"));
    if (status === "back_to_ai" && before.status !== status) {
      const heard = this.ledger.closings.get(before.handoverId!) ?? [];
      const isHeard = heard.some(
        (each) => each.outcome === "back_to_ai" && each.instruction === row.instruction,
      );
      ensure(isHeard, says("makes up an instruction"));
    }
  }

  /** One turn at a time: no run is open but that of the turn at work. */
  private auditTurn(before: Conversation, row: Conversation, { runs, messages }: Rows): void {
    const own = runs.filter((run) => run.conversationId === row.conversationId);
    const open = own.filter(({ completedAtMs }) => completedAtMs === null);
    const atWork = row.status === "ai_processing" ? row.runId : null;
    ensure(
      open.length === 0 || (open.length === 1 && open[0]!.runId === atWork),
      () =>
        `${row.conversationId} has runs at work besides ${atWork}: ${open.map(({ runId }) => runId).join()}`,
    );
    const hasEnded = before.status === "ai_processing" && before.runId !== null && atWork !== before.runId;
    if (!hasEnded) return;
    const run = own.find(({ runId }) => runId === before.runId)!;
    const reply = run.decision === "FINISH" ? (this.children.replies.get(run.runId) ?? null) : null;
    const stored = messages.filter(({ messageId }) => messageId === run.runId);
    ensure(
      isDeepStrictEqual(
        stored.map(({ text }) => text),
        reply === null ? [] : [reply],
      ),
      () => `The answer of ${run.runId} is stored ${stored.length} times.`,
    );
    ensure(
      (run.decision === "FINISH") !== (row.status === "handover"),
      () => `${run.runId} decided otherwise.`,
    );
  }

  private auditClosing(before: Conversation, row: Conversation, rows: Rows, known: Known): void {
    if (row.status === "resolved") {
      const { handover } = rows.handovers.find((each) => each.handover.handoverId === before.handoverId)!;
      const attempts = this.ledger.closings.get(handover.handoverId) ?? [];
      const isRead = attempts.some(
        ({ humanAgentId, seenSeq, outcome }) =>
          outcome === "resolved" && humanAgentId === handover.assignedTo && seenSeq >= row.lastCustomerSeq,
      );
      ensure(isRead, () => `${row.conversationId} was closed by somebody who had not read all of it.`);
      for (const { seq } of known.messages) known.seen.add(seq);
    }
    const unseen = known.messages.find(({ sender, seq }) => sender === "customer" && !known.seen.has(seq));
    ensure(
      unseen === undefined,
      () => `${row.conversationId} is closed and nobody saw ${unseen?.messageId}.`,
    );
  }
}

function isClosed({ status }: Conversation): boolean {
  return status === "finished" || status === "resolved";
}

/** Rows are never changed in place: the same row is the same object. */
function assertKept<Row>(before: readonly Row[], now: readonly Row[], what: string): void {
  for (const [index, row] of before.entries())
    ensure(now[index] === row, () => `A ${what} was changed or lost: ${JSON.stringify(row)}`);
}
