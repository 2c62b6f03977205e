import type { EpisodeFigures } from "../../../domain/kpis/figures.ts";
import { noEpisodes } from "../../../domain/kpis/no-episodes.ts";
import type { KpiStore } from "../../../domain/kpis/ports.ts";
import { timestamp } from "../column-values.ts";
import type { Query } from "../session.ts";
import {
  type DurationColumns,
  durationColumns,
  durationsOf,
  type ScoreColumns,
  scoreColumns,
  scoresOf,
} from "./figure-columns.ts";

/** The part of the store of key figures that counts episodes. */
export function createEpisodeFigures(query: Query): Pick<KpiStore, "episodes"> {
  return {
    async episodes(bounds, { workflow, channel }) {
      const parameters = [`{${bounds.map(timestamp).join(",")}}`, workflow, channel];
      const closed = await query<ClosedRow>(closedEpisodes, parameters);
      const begun = await query<BegunRow>(begunEpisodes, parameters);
      const figuresOf = (interval: number | null): EpisodeFigures => ({
        ...closedFigures(closed.find((row) => row.interval === interval)),
        begun: begun.find((row) => row.interval === interval)?.begun ?? 0,
      });
      return { all: figuresOf(null), by: bounds.slice(1).map((_, index) => figuresOf(index + 1)) };
    },
  };
}

interface BegunRow {
  /** From 1; null: the whole period. */
  interval: number | null;
  begun: number;
}

type ClosedRow = DurationColumns<"resolution" | "ai_response" | "human_response"> &
  ScoreColumns & {
    interval: number | null;
    closed: number;
    reopened: number;
    escalated: number;
    assisted: number;
    first_responses_due: number;
    first_responses_met: number;
    resolutions_due: number;
    resolutions_met: number;
    ai_pico_usd: string;
    unpriced_calls: number;
    human_ms: number;
  };

function closedFigures(row: ClosedRow | undefined): EpisodeFigures {
  if (row === undefined) return noEpisodes();
  return {
    begun: 0,
    closed: row.closed,
    reopened: row.reopened,
    escalated: row.escalated,
    assisted: row.assisted,
    resolution: durationsOf(row, "resolution"),
    aiResponse: durationsOf(row, "ai_response"),
    humanResponse: durationsOf(row, "human_response"),
    firstResponseDeadlines: { due: row.first_responses_due, met: row.first_responses_met },
    resolutionDeadlines: { due: row.resolutions_due, met: row.resolutions_met },
    scores: scoresOf(row),
    aiPicoUsd: BigInt(row.ai_pico_usd),
    unpricedCalls: row.unpriced_calls,
    humanMs: row.human_ms,
  };
}

/** Rows between the first and the last bound, with the interval that each falls in. */
function inIntervals(column: "closed_at" | "begun_at"): string {
  return `(
    select *, width_bucket(${column}, $1::timestamptz[]) as interval from episodes
    where ${column} >= ($1::timestamptz[])[1] and ${column} < ($1::timestamptz[])[cardinality($1::timestamptz[])]
      and ($2::text is null or workflow_name = $2) and ($3::text is null or channel = $3)
  ) as chosen`;
}

const closedEpisodes = `
  select interval, count(*) as closed,
    count(*) filter (where episode > 1) as reopened,
    count(*) filter (where handovers > 0) as escalated,
    count(*) filter (where handovers = 0 and human_decisions > 0) as assisted,
    ${durationColumns("resolution")}, ${durationColumns("ai_response")}, ${durationColumns("human_response")},
    sum(first_responses_due)::bigint as first_responses_due, sum(first_responses_met)::bigint as first_responses_met,
    sum(resolutions_due)::bigint as resolutions_due, sum(resolutions_met)::bigint as resolutions_met,
    ${scoreColumns("satisfaction")},
    round(sum(ai_cost_usd) * 1e12)::text as ai_pico_usd,
    sum(unpriced_calls)::bigint as unpriced_calls, sum(human_ms)::bigint as human_ms
  from ${inIntervals("closed_at")}
  group by grouping sets ((interval), ())
  having count(*) > 0`;

const begunEpisodes = `
  select interval, count(*) as begun from ${inIntervals("begun_at")} group by grouping sets ((interval), ())`;
