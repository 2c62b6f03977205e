/** Into which parts a trend is cut. */
export const kpiIntervals = ["day", "week", "month"] as const;
export type KpiInterval = (typeof kpiIntervals)[number];
