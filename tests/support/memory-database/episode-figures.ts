import type { Channel } from "../../../shared/contracts/conversation.ts";
import type {
  Deadlines,
  Durations,
  EpisodeFigures,
  ScoreCounts,
} from "../../../shared/domain/kpis/figures.ts";
import type { Period } from "../../../shared/domain/kpis/ports.ts";

export interface ClosedFacts {
  atMs: number;
  outcome: "finished" | "resolved";
  resolutionMs: number;
  handovers: number;
  humanDecisions: number;
  aiResponseMs: number | null;
  humanResponseMs: number | null;
  firstResponseDeadlines: Deadlines;
  resolutionDeadlines: Deadlines;
  humanMs: number;
  aiPicoUsd: bigint;
  unpricedCalls: number;
  resolvedBy: string | null;
}

export interface EpisodeRow {
  conversationId: string;
  episode: number;
  workflow: string;
  channel: Channel;
  firstSeq: number;
  begunAtMs: number;
  closed: ClosedFacts | null;
  satisfaction: number | null;
}

export function figuresOfEpisodes(rows: readonly EpisodeRow[], period: Period): EpisodeFigures {
  const chosen = rows.filter((row) => isIn(period, row.closed?.atMs ?? null));
  const facts = chosen.map(({ closed }) => closed!);
  const count = (matches: (row: ClosedFacts) => boolean) => facts.filter(matches).length;
  const sum = (valueOf: (row: ClosedFacts) => number) =>
    facts.reduce((total, row) => total + valueOf(row), 0);
  return {
    begun: rows.filter(({ begunAtMs }) => isIn(period, begunAtMs)).length,
    closed: facts.length,
    reopened: chosen.filter(({ episode }) => episode > 1).length,
    escalated: count(({ handovers }) => handovers > 0),
    assisted: count(({ handovers, humanDecisions }) => handovers === 0 && humanDecisions > 0),
    resolution: durationsOf(facts.map(({ resolutionMs }) => resolutionMs)),
    aiResponse: durationsOf(facts.map(({ aiResponseMs }) => aiResponseMs)),
    humanResponse: durationsOf(facts.map(({ humanResponseMs }) => humanResponseMs)),
    firstResponseDeadlines: {
      due: sum((row) => row.firstResponseDeadlines.due),
      met: sum((row) => row.firstResponseDeadlines.met),
    },
    resolutionDeadlines: {
      due: sum((row) => row.resolutionDeadlines.due),
      met: sum((row) => row.resolutionDeadlines.met),
    },
    scores: scoresOf(chosen),
    aiPicoUsd: facts.reduce((total, row) => total + row.aiPicoUsd, 0n),
    unpricedCalls: sum((row) => row.unpricedCalls),
    humanMs: sum((row) => row.humanMs),
  };
}

export function scoresOf(rows: readonly EpisodeRow[]): ScoreCounts {
  const counts: ScoreCounts = [0, 0, 0, 0, 0];
  for (const { satisfaction } of rows) if (satisfaction !== null) counts[satisfaction - 1]! += 1;
  return counts;
}

/** By nearest rank. */
export function durationsOf(durations: readonly (number | null)[]): Durations {
  const inOrder = durations.filter((each) => each !== null).sort((a, b) => a - b);
  const rank = (share: number) => inOrder[Math.ceil(share * inOrder.length) - 1] ?? null;
  const totalMs = inOrder.reduce((total, each) => total + each, 0);
  return { count: inOrder.length, totalMs, medianMs: rank(0.5), p90Ms: rank(0.9) };
}

export function isIn({ fromMs, toMs }: Period, atMs: number | null): boolean {
  return atMs !== null && fromMs <= atMs && atMs < toMs;
}

export function milliseconds(fromMs: number, toMs: number): number {
  return Math.max(0, toMs - fromMs);
}
