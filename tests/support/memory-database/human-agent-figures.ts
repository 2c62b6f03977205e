import type { HandoverAssignment, HumanAgent } from "../../../shared/contracts/human-agent.ts";
import type { HumanAgentFigures } from "../../../shared/domain/kpis/figures.ts";
import type { Period } from "../../../shared/domain/kpis/ports.ts";
import { durationsOf, isIn, milliseconds, scoresOf } from "./episode-figures.ts";
import type { KpiTables } from "./kpi-stores.ts";
import { inOrder } from "./page.ts";

export function humanAgentFigures(tables: KpiTables, period: Period, nowMs: number): HumanAgentFigures[] {
  return tables.humanAgents
    .where(() => true)
    .sort((a, b) => inOrder(a.humanAgentId, b.humanAgentId))
    .map((person) => figuresOf(tables, person, period, nowMs));
}

function figuresOf(tables: KpiTables, person: HumanAgent, period: Period, nowMs: number): HumanAgentFigures {
  const { humanAgentId, name, status, currentLoad, maxCapacity } = person;
  const own = tables.assignments.where((each) => each.humanAgentId === humanAgentId);
  const ended = own.filter(({ endedAtMs }) => isIn(period, endedAtMs));
  const resolved = ended.filter(({ end }) => end === "resolved");
  const handedBack = ended.filter(({ end }) => end === "back_to_ai");
  const judged = tables.episodes.where(
    ({ closed }) => closed?.resolvedBy === humanAgentId && isIn(period, closed.atMs),
  );
  return {
    humanAgentId,
    name,
    status,
    currentLoad,
    maxCapacity,
    resolved: resolved.length,
    handedBack: handedBack.length,
    letGo: ended.length - resolved.length - handedBack.length,
    firstResponse: durationsOf(ended.map((each) => firstResponseMs(tables, each))),
    handling: durationsOf(
      [...resolved, ...handedBack].map((each) => milliseconds(each.assignedAtMs, each.endedAtMs!)),
    ),
    resolution: durationsOf(
      resolved.map(({ handoverId }) => {
        const { queuedAtMs, closedAtMs } = tables.handovers.find(handoverId)!.handover;
        return milliseconds(queuedAtMs, closedAtMs!);
      }),
    ),
    assignedMs: own.reduce((total, each) => total + overlapMs(each, period, nowMs), 0),
    scores: scoresOf(judged),
  };
}

function firstResponseMs(tables: KpiTables, assignment: HandoverAssignment): number | null {
  const { handoverId, humanAgentId, assignedAtMs, endedAtMs } = assignment;
  const { conversationId } = tables.handovers.find(handoverId)!.handover;
  const answers = tables.messages.where(
    (each) =>
      each.conversationId === conversationId &&
      each.sender === "human_agent" &&
      each.senderId === humanAgentId &&
      !each.isPrivate &&
      each.createdAtMs >= assignedAtMs &&
      each.createdAtMs <= endedAtMs!,
  );
  if (answers.length === 0) return null;
  return milliseconds(assignedAtMs, Math.min(...answers.map(({ createdAtMs }) => createdAtMs)));
}

function overlapMs({ assignedAtMs, endedAtMs }: HandoverAssignment, period: Period, nowMs: number): number {
  const fromMs = Math.max(assignedAtMs, period.fromMs);
  return milliseconds(fromMs, Math.min(endedAtMs ?? nowMs, period.toMs));
}
