import type { Channel } from "../../contracts/conversation.ts";
import type { AgentFigures, BacklogFigures, EpisodeFigures, HumanAgentFigures } from "./figures.ts";

/** Which episodes: of one workflow (any version), over one channel; null: all of them. */
export interface KpiFilter {
  workflow: string | null;
  channel: Channel | null;
}

/** Moments, the second exclusive. */
export interface Period {
  fromMs: number;
  toMs: number;
}

export interface BegunEpisode {
  conversationId: string;
  episode: number;
  /** Of the customer's message that began it. */
  firstSeq: number;
  begunAtMs: number;
}

export interface ClosedEpisode {
  conversationId: string;
  episode: number;
  outcome: "finished" | "resolved";
  closedAtMs: number;
  /** Of its turns. */
  runIds: readonly string[];
}

/** What became of each episode: written in the transaction in which it begins, ends or is judged. */
export interface EpisodeStore {
  begin(episode: BegunEpisode): Promise<void>;
  /**
   * Sums up the episode from what stands in this transaction: its messages, handovers, assignments, model calls and
   * decisions. An episode whose begin was not recorded stays unrecorded.
   */
  close(episode: ClosedEpisode): Promise<void>;
  rate(conversationId: string, episode: number, score: number): Promise<void>;
}

/** Sums over what is recorded; what they mean is written in docs/guides/kpis.md. */
export interface KpiStore {
  /**
   * Of the episodes that were closed (and of those that were begun) between the first and the last of `bounds`, which are
   * moments in order: in all, and by interval, one for each two neighbours.
   */
  episodes(
    bounds: readonly number[],
    filter: KpiFilter,
  ): Promise<{ all: EpisodeFigures; by: EpisodeFigures[] }>;
  /** Of the agents' executions that ended in the period, by name and type. */
  agents(period: Period, filter: KpiFilter): Promise<AgentFigures[]>;
  /** Of the open handovers. */
  backlog(filter: KpiFilter): Promise<BacklogFigures>;
  /** Of everybody at the desk, by id; assignments that are open last until `nowMs`. */
  humanAgents(period: Period, nowMs: number): Promise<HumanAgentFigures[]>;
}
