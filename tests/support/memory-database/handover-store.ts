import { ConflictError, InvalidInputError, NotFoundError } from "../../../shared/contracts/errors.ts";
import type {
  HandoverAssignment,
  HumanAgent,
  QueuedHandover,
} from "../../../shared/contracts/human-agent.ts";
import { hasSkills, inServingOrder } from "../../../shared/domain/queue/plan-assignments.ts";
import type { HandoverStore } from "../../../shared/domain/queue/ports.ts";
import { assertConversation, type ConversationTables } from "./conversation-stores.ts";
import { inOrder, pageOf } from "./page.ts";
import { keyOf, type Table } from "./table.ts";

export interface HandoverRow {
  handover: QueuedHandover;
  taskTokens: string[];
}

export interface HandoverTables {
  handovers: Table<HandoverRow>;
  assignments: Table<HandoverAssignment>;
}

type Needed = HandoverTables & ConversationTables & { humanAgents: Table<HumanAgent> };

export function createHandoverStore(tables: Needed, tenantId: string): HandoverStore {
  const { conversations, handovers, assignments, humanAgents } = tables;
  const get = async (handoverId: string) => handovers.find(handoverId)?.handover ?? null;
  const where = (matches: (handover: Readonly<QueuedHandover>) => boolean) =>
    handovers.where((row) => matches(row.handover)).map(({ handover }) => handover);
  const openOf = (handoverId: string) =>
    assignments.where((each) => each.handoverId === handoverId && each.end === null)[0] ?? null;

  function assertUnique(handover: QueuedHandover): void {
    const { conversationId, episode, turn } = handover;
    const isTaken = handovers.some(
      ({ handover: other }) =>
        other.conversationId === conversationId &&
        other.handoverId !== handover.handoverId &&
        ((isOpen(other) && isOpen(handover)) || (other.episode === episode && other.turn === turn)),
    );
    if (isTaken) throw new ConflictError("It exists already.");
  }

  return {
    async insert(handover) {
      if (handover.tenantId !== tenantId) throw new Error("row-level security: another tenant's row");
      assertConversation(conversations, handover.conversationId);
      assertPossible(handover);
      assertUnique(handover);
      handovers.insert({ handover, taskTokens: [] });
    },
    get,
    lock: get,
    ofTurn: async (conversationId, episode, turn) =>
      where(
        (each) => each.conversationId === conversationId && each.episode === episode && each.turn === turn,
      )[0] ?? null,
    async save(handover) {
      const standing = await get(handover.handoverId);
      if (standing === null) throw new NotFoundError("There is no such handover.");
      const {
        tenantId: ofTenant,
        conversationId,
        episode,
        turn,
        runId,
        reason,
        context,
        requiredSkills,
      } = standing;
      const fixed = {
        tenantId: ofTenant,
        conversationId,
        episode,
        turn,
        runId,
        reason,
        context,
        requiredSkills,
      };
      assertPossible(handover);
      assertUnique({ ...handover, ...fixed });
      handovers.change(handover.handoverId, { handover: { ...handover, ...fixed } });
    },
    async list({ status, assignedTo }, limit, cursor) {
      const matching = where(
        (each) =>
          (status === undefined || each.status === status) &&
          (assignedTo === undefined || each.assignedTo === assignedTo),
      );
      const position = (each: QueuedHandover) => ({ atMs: each.queuedAtMs, id: each.handoverId });
      return pageOf(matching, { list: "handovers", limit, cursor, newestFirst: false }, position);
    },
    async keepTaskToken(handoverId, taskToken) {
      const others = (handovers.find(handoverId)?.taskTokens ?? []).filter((each) => each !== taskToken);
      handovers.change(handoverId, { taskTokens: [...others, taskToken] });
    },
    taskTokens: async (handoverId) => handovers.find(handoverId)?.taskTokens ?? [],
    async beginAssignment(assignment) {
      if (!handovers.has(assignment.handoverId) || !humanAgents.has(assignment.humanAgentId))
        throw new NotFoundError("It refers to something that does not exist.");
      if (assignment.end === null && openOf(assignment.handoverId) !== null)
        throw new ConflictError("It exists already.");
      assignments.insert(assignment);
    },
    async endAssignment(handoverId, end, atMs) {
      const open = openOf(handoverId);
      if (open === null) throw new NotFoundError("Nobody has this handover.");
      assignments.change(keyOf(handoverId, open.attempt), { end, endedAtMs: atMs });
    },
    assignments: async (handoverId) =>
      assignments.where((each) => each.handoverId === handoverId).sort((a, b) => a.attempt - b.attempt),
    waiting: async (limit, skillSets) => {
      const isFitting = ({ requiredSkills }: QueuedHandover) =>
        skillSets?.some((skills) => hasSkills({ skills }, requiredSkills)) ?? true;
      const waiting = handovers.where(
        ({ handover, taskTokens }) =>
          handover.status === "queued" && taskTokens.length > 0 && isFitting(handover),
      );
      return inServingOrder(waiting.map(({ handover }) => handover)).slice(0, limit);
    },
    assignedTo: async (humanAgentId) =>
      where((each) => each.assignedTo === humanAgentId && each.status === "assigned").sort((a, b) =>
        inOrder(a.handoverId, b.handoverId),
      ),
  };
}

function isOpen({ status }: QueuedHandover): boolean {
  return status === "queued" || status === "assigned";
}

/** The table's checks. */
function assertPossible(handover: QueuedHandover): void {
  const { status, assignedTo, assignedAtMs, reactedAtMs, closedAtMs, priority } = handover;
  const isPossible =
    (status === "queued") === (assignedTo === null) &&
    (assignedTo === null) === (assignedAtMs === null) &&
    (reactedAtMs === null || assignedAtMs !== null) &&
    !isOpen(handover) === (closedAtMs !== null) &&
    [0, 1, 2, 3].includes(priority);
  if (!isPossible) throw new InvalidInputError("The database cannot hold such a handover.");
}

export const assignmentKey = ({ handoverId, attempt }: HandoverAssignment) => keyOf(handoverId, attempt);
