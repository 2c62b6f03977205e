import { expect, test } from "vitest";
import { kpisSchema } from "../../contracts/api/kpis.ts";
import type { KpiReport } from "./ask-kpis.ts";
import type { EpisodeFigures } from "./figures.ts";
import { humanPicoUsd } from "./human-cost.ts";
import { noEpisodes } from "./no-episodes.ts";
import { viewKpis } from "./view-kpis.ts";

const days = { firstDay: "2026-11-01", lastDay: "2026-11-01", fromMs: 0, toMs: 86_400_000 };
const everything = { workflow: null, channel: null };

function report(changes: Partial<KpiReport>): KpiReport {
  return {
    days,
    timeZone: "UTC",
    usdPerHour: 30,
    nowMs: 100,
    all: noEpisodes(),
    series: [{ days, figures: noEpisodes() }],
    agents: [],
    backlog: { queued: 0, assigned: 0, oldestQueuedAtMs: null },
    ...changes,
  };
}

test("of nothing, every share, mean and duration is null", () => {
  const view = viewKpis(report({}), everything);
  expect(kpisSchema.parse(view)).toEqual(view);
  expect(view.totals).toMatchObject({
    automation_rate: null,
    escalation_rate: null,
    resolution_time: { count: 0, mean_ms: null, median_ms: null, p90_ms: null },
    sla: { first_response: { due: 0, met: 0, share: null } },
    csat: { count: 0, mean: null },
    cost: { total_usd: 0, per_conversation_usd: null },
  });
});

test("shares are of the closed episodes; a decision without a handover is neither automated nor escalated", () => {
  const all: EpisodeFigures = { ...noEpisodes(), closed: 8, escalated: 2, assisted: 1 };
  const { totals } = viewKpis(report({ all }), everything);
  expect(totals.conversations).toMatchObject({ automated: 5, assisted: 1, escalated: 2 });
  expect(totals).toMatchObject({ automation_rate: 0.625, escalation_rate: 0.25 });
});

test("costs are exact sums of model calls and people's time", () => {
  const hourMs = 3_600_000;
  // Ten times a tenth and a fifth, which binary fractions do not add up to 3.
  const aiPicoUsd = 10n * (100_000_000_000n + 200_000_000_000n);
  const all = { ...noEpisodes(), closed: 3, aiPicoUsd, humanMs: hourMs / 10 };
  const { cost } = viewKpis(report({ all }), everything).totals;
  expect(cost).toMatchObject({ ai_usd: 3, people_usd: 3, total_usd: 6, per_conversation_usd: 2 });
});

test.each([
  [3_600_000, 42.5, 42_500_000_000_000n],
  [1, 36, 10_000_000n],
  // 1/3 of 10^-12 USD per millisecond and hour, rounded.
  [1, 0.1, 27_778n],
  [0, 30, 0n],
])("%i ms at %d USD an hour", (humanMs, usdPerHour, picoUsd) => {
  expect(humanPicoUsd(humanMs, usdPerHour)).toBe(picoUsd);
});

test("agents succeed by name and by type", () => {
  const agents = [
    { agent: "a", type: "simple", completed: 3, failed: 1 },
    { agent: "b", type: "simple", completed: 6, failed: 0 },
    { agent: "c", type: "reasoning", completed: 0, failed: 2 },
  ];
  expect(viewKpis(report({ agents }), everything).agents).toEqual({
    by_agent: [
      { agent: "a", type: "simple", completed: 3, failed: 1, success_rate: 0.75 },
      { agent: "b", type: "simple", completed: 6, failed: 0, success_rate: 1 },
      { agent: "c", type: "reasoning", completed: 0, failed: 2, success_rate: 0 },
    ],
    by_type: [
      { type: "simple", completed: 9, failed: 1, success_rate: 0.9 },
      { type: "reasoning", completed: 0, failed: 2, success_rate: 0 },
    ],
  });
});

test("what waits has the age of the oldest", () => {
  const backlog = { queued: 2, assigned: 1, oldestQueuedAtMs: 40 };
  expect(viewKpis(report({ backlog }), everything).backlog).toEqual({
    queued: 2,
    assigned: 1,
    oldest_queued_at: "1970-01-01T00:00:00.040Z",
    oldest_age_ms: 60,
  });
});
