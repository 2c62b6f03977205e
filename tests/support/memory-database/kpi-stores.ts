import type { Channel } from "../../../shared/contracts/conversation.ts";
import type { EpisodeStore, KpiFilter, KpiStore } from "../../../shared/domain/kpis/ports.ts";
import { closedFacts } from "./closed-facts.ts";
import type { ConversationTables } from "./conversation-stores.ts";
import { type EpisodeRow, figuresOfEpisodes, isIn } from "./episode-figures.ts";
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
