import type { Channel } from "../../../shared/contracts/conversation.ts";
import type { HandoverAssignment, QueuedHandover } from "../../../shared/contracts/human-agent.ts";
import type { ClosedEpisode, EpisodeStore, KpiFilter, KpiStore } from "../../../shared/domain/kpis/ports.ts";
import type { ConversationTables } from "./conversation-stores.ts";
import {
  type ClosedFacts,
  type EpisodeRow,
  figuresOfEpisodes,
  isIn,
  milliseconds,
} from "./episode-figures.ts";
import type { DeskTables } from "./desk-stores.ts";
import type { HandoverTables } from "./handover-store.ts";
import { humanAgentFigures } from "./human-agent-figures.ts";
import { inOrder } from "./page.ts";
import type { RunTables } from "./run-stores.ts";
import { keyOf, type Table } from "./table.ts";
import type { WaitTables } from "./wait-store.ts";
import type { WorkflowTables } from "./workflow-store.ts";

export interface EpisodeTables {
  episodes: Table<EpisodeRow>;
}

export type KpiTables = EpisodeTables &
  ConversationTables &
  HandoverTables &
  DeskTables &
  RunTables &
  WaitTables &
  WorkflowTables;

export const episodeKey = ({ conversationId, episode }: Pick<EpisodeRow, "conversationId" | "episode">) =>
  keyOf(conversationId, episode);

export function createEpisodeStore(tables: KpiTables): EpisodeStore {
  const { episodes, conversations } = tables;
  return {
    async begin({ conversationId, episode, firstSeq, begunAtMs }) {
      const conversation = conversations.find(conversationId);
      if (conversation === null) return;
      const about = { workflow: nameOf(conversation.workflowId), channel: conversation.channel };
      const row = {
        conversationId,
        episode,
        ...about,
        firstSeq,
        begunAtMs,
        closed: null,
        satisfaction: null,
      };
      episodes.insert(row);
    },
    async close(closed) {
      const row = episodes.find(episodeKey(closed));
      if (row === null || row.closed !== null) return;
      episodes.change(episodeKey(closed), { closed: closedFacts(tables, row, closed) });
    },
    async rate(conversationId, episode, satisfaction) {
      episodes.change(episodeKey({ conversationId, episode }), { satisfaction });
    },
  };
}

export function createKpiStore(tables: KpiTables): KpiStore {
  const { conversations, episodes, handovers, nodes, runs, revisions } = tables;
  const isOfChannel = (conversationId: string | null, channel: Channel | null) =>
    channel === null || (conversationId !== null && conversations.find(conversationId)?.channel === channel);
  return {
    async episodes(bounds, filter) {
      const chosen = episodes.where((row) => matches(row, filter));
      const figuresOf = (fromMs: number, toMs: number) => figuresOfEpisodes(chosen, { fromMs, toMs });
      return {
        all: figuresOf(bounds[0]!, bounds.at(-1)!),
        by: bounds.slice(1).map((toMs, index) => figuresOf(bounds[index]!, toMs)),
      };
    },
    async agents(period, { workflow, channel }) {
      const found = new Map<string, { agent: string; type: string; completed: number; failed: number }>();
      for (const { runId, nodePath, status, completedAtMs } of nodes.where(
        (row) => row.nodeType === "agent",
      )) {
        const run = runs.find(runId)!;
        const node = revisions.find(run.workflowDigest)?.workflow.nodes[nodePath];
        const isChosen =
          (workflow === null || run.workflowName === workflow) && isOfChannel(run.conversationId, channel);
        if (!isChosen || !isIn(period, completedAtMs) || node?.type !== "agent") continue;
        const { name: agent, type } = node.agent;
        const counts = found.get(keyOf(agent, type)) ?? { agent, type, completed: 0, failed: 0 };
        found.set(keyOf(agent, type), counts);
        counts[status === "completed" ? "completed" : "failed"] += 1;
      }
      return [...found.values()].sort((a, b) => inOrder(a.agent, b.agent) || inOrder(a.type, b.type));
    },
    async backlog({ workflow, channel }) {
      const open = handovers
        .where(({ handover: { conversationId } }) => {
          const conversation = conversations.find(conversationId)!;
          const about = { workflow: nameOf(conversation.workflowId), channel: conversation.channel };
          return matches(about, { workflow, channel });
        })
        .map(({ handover }) => handover);
      const queued = open.filter(({ status }) => status === "queued");
      const oldest = queued.toSorted((a, b) => a.queuedAtMs - b.queuedAtMs)[0];
      return {
        queued: queued.length,
        assigned: open.filter(({ status }) => status === "assigned").length,
        oldestQueuedAtMs: oldest?.queuedAtMs ?? null,
      };
    },
    humanAgents: async (period, nowMs) => humanAgentFigures(tables, period, nowMs),
  };
}

function matches(about: { workflow: string; channel: Channel }, { workflow, channel }: KpiFilter): boolean {
  return (
    (workflow === null || about.workflow === workflow) && (channel === null || about.channel === channel)
  );
}

function nameOf(workflowId: string): string {
  return workflowId.split("@")[0]!;
}

/** What the episode comes to, from what stands when it is closed. */
function closedFacts(
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
