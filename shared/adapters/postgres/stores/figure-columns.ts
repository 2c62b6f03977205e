import type { Durations, ScoreCounts } from "../../../domain/kpis/figures.ts";

/** Whole milliseconds between two moments; never less than none, because the clocks of two processes may differ. */
export function milliseconds(from: string, to: string): string {
  const between = `extract(epoch from (${to}) - (${from})) * 1000`;
  return `(case when (${to}) < (${from}) then 0 else round(${between}) end)::bigint`;
}

/** Columns that `durationColumns` gives, for each name. */
export type DurationColumns<Name extends string> = Record<`${Name}_count`, number> &
  Record<`${Name}_total_ms` | `${Name}_median_ms` | `${Name}_p90_ms`, number | null>;

/** Over a column `<name>_ms` of whole milliseconds; null is none. */
export function durationColumns(name: string): string {
  const column = `${name}_ms`;
  return `count(${column}) as ${name}_count, sum(${column})::bigint as ${name}_total_ms,
    percentile_disc(0.5) within group (order by ${column}) as ${name}_median_ms,
    percentile_disc(0.9) within group (order by ${column}) as ${name}_p90_ms`;
}

export function durationsOf<Name extends string>(row: DurationColumns<Name>, name: Name): Durations {
  const columns = row as DurationColumns<string>;
  return {
    count: columns[`${name}_count`]!,
    totalMs: columns[`${name}_total_ms`] ?? 0,
    medianMs: columns[`${name}_median_ms`] ?? null,
    p90Ms: columns[`${name}_p90_ms`] ?? null,
  };
}

export type ScoreColumns = Record<`score_${1 | 2 | 3 | 4 | 5}`, number>;

/** How often each score from 1 to 5 stands in a column. */
export function scoreColumns(column: string): string {
  return [1, 2, 3, 4, 5]
    .map((score) => `count(*) filter (where ${column} = ${score}) as score_${score}`)
    .join(", ");
}

export function scoresOf(row: ScoreColumns): ScoreCounts {
  return [row.score_1, row.score_2, row.score_3, row.score_4, row.score_5];
}
