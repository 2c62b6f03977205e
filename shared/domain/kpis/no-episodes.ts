import type { Durations, EpisodeFigures } from "./figures.ts";

/** What an interval comes to in which nothing has happened. */
export function noEpisodes(): EpisodeFigures {
  return {
    begun: 0,
    closed: 0,
    reopened: 0,
    escalated: 0,
    assisted: 0,
    resolution: noDurations(),
    aiResponse: noDurations(),
    humanResponse: noDurations(),
    firstResponseDeadlines: { due: 0, met: 0 },
    resolutionDeadlines: { due: 0, met: 0 },
    scores: [0, 0, 0, 0, 0],
    aiPicoUsd: 0n,
    unpricedCalls: 0,
    humanMs: 0,
  };
}

function noDurations(): Durations {
  return { count: 0, totalMs: 0, medianMs: null, p90Ms: null };
}
