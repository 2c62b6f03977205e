import type { HandoverAssignment, QueuedHandover } from "../../../shared/contracts/human-agent.ts";
import type { ClosedEpisode } from "../../../shared/domain/kpis/ports.ts";
import { type ClosedFacts, type EpisodeRow, milliseconds } from "./episode-figures.ts";
import type { KpiTables } from "./kpi-stores.ts";

/** What the episode comes to, from what stands when it is closed. */
export function closedFacts(
  tables: KpiTables,
  { begunAtMs, firstSeq }: EpisodeRow,
  { conversationId, episode, outcome, closedAtMs, runIds }: ClosedEpisode,
): ClosedFacts {
  const own = tables.handovers
    .where(({ handover }) => handover.conversationId === conversationId && handover.episode === episode)
    .map(({ handover }) => handover)
    .sort((a, b) => a.turn - b.turn);
  const answer = tables.messages
    .where((each) => each.conversationId === conversationId && each.seq > firstSeq && each.sender === "agent")
    .map(({ createdAtMs }) => createdAtMs);
  const answered = own.find(({ firstResponseAtMs }) => firstResponseAtMs !== null);
  return {
    atMs: closedAtMs,
    outcome,
    resolutionMs: milliseconds(begunAtMs, closedAtMs),
    handovers: own.length,
    humanDecisions: tables.waits.where(
      ({ wait }) =>
        runIds.includes(wait.runId) &&
        wait.status === "decided" &&
        (wait.kind === "human" || wait.kind === "approval"),
    ).length,
    aiResponseMs: answer.length === 0 ? null : milliseconds(begunAtMs, Math.min(...answer)),
    humanResponseMs: answered ? milliseconds(answered.queuedAtMs, answered.firstResponseAtMs!) : null,
    firstResponseDeadlines: {
      due: own.filter(owedAnAnswer).length,
      met: own.filter(
        (each) => each.firstResponseAtMs !== null && isBy(each.firstResponseAtMs, each.firstResponseDueAtMs),
      ).length,
    },
    resolutionDeadlines: {
      due: own.filter(({ resolutionDueAtMs }) => resolutionDueAtMs !== null).length,
      met: own.filter((each) => each.closedAtMs !== null && isBy(each.closedAtMs, each.resolutionDueAtMs))
        .length,
    },
    humanMs: sum(
      assignmentsOf(tables, own).map((each) => milliseconds(each.assignedAtMs, each.endedAtMs ?? closedAtMs)),
    ),
    ...costsOf(tables, runIds),
    resolvedBy: own.find(({ status }) => status === "resolved")?.assignedTo ?? null,
  };
}

function owedAnAnswer({ firstResponseAtMs, firstResponseDueAtMs, closedAtMs }: QueuedHandover): boolean {
  if (firstResponseDueAtMs === null) return false;
  return firstResponseAtMs !== null || (closedAtMs !== null && closedAtMs > firstResponseDueAtMs);
}

function isBy(atMs: number, dueAtMs: number | null): boolean {
  return dueAtMs !== null && atMs <= dueAtMs;
}

function assignmentsOf({ assignments }: KpiTables, own: readonly QueuedHandover[]): HandoverAssignment[] {
  return assignments.where((each) => own.some(({ handoverId }) => handoverId === each.handoverId));
}

function costsOf(
  { steps }: KpiTables,
  runIds: readonly string[],
): Pick<ClosedFacts, "aiPicoUsd" | "unpricedCalls"> {
  const costs = steps
    .where(({ runId }) => runIds.includes(runId))
    .flatMap(({ step: { step } }) => (step.kind === "model" ? [step.response.costUsd] : []));
  return {
    aiPicoUsd: costs.reduce((total: bigint, cost) => total + BigInt(Math.round((cost ?? 0) * 1e12)), 0n),
    unpricedCalls: costs.filter((cost) => cost === null).length,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
