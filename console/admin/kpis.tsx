import { useQuery } from "@tanstack/react-query";
import type { KpisView } from "../../shared/contracts/api/kpis.ts";
import { useApi } from "../api/use-api.ts";
import { sayDuration } from "../ui/duration.ts";
import { QueryView } from "../ui/query-view.tsx";
import css from "./kpis.module.css";
import { SeriesChart } from "./series-chart.tsx";

/** How the desk did over the last thirty days. */
export function Kpis() {
  const api = useApi();
  const query = useQuery({
    queryKey: ["kpis"],
    queryFn: ({ signal }) => api.get<KpisView>("/kpis", signal),
    refetchInterval: 60_000,
  });
  return (
    <QueryView query={query} of="the key figures">
      {(kpis) => <Figures kpis={kpis} />}
    </QueryView>
  );
}

function Figures({ kpis }: { kpis: KpisView }) {
  const { totals, series, backlog } = kpis;
  return (
    <section className={css.page}>
      <h1>Key figures</h1>
      <p className={css.period}>
        {kpis.from} to {kpis.to}, {kpis.time_zone}
      </p>
      <dl className={css.figures}>
        <Figure name="Conversations closed" value={String(totals.conversations.closed)} />
        <Figure name="Solved by AI alone" value={share(totals.automation_rate)} />
        <Figure name="Handed to people" value={share(totals.escalation_rate)} />
        <Figure name="First answer by people" value={time(totals.first_response_time.people.median_ms)} />
        <Figure name="Until solved" value={time(totals.resolution_time.median_ms)} />
        <Figure name="First answers in time" value={share(totals.sla.first_response.share)} />
        <Figure
          name="Satisfaction"
          value={totals.csat.mean === null ? "–" : `${totals.csat.mean.toFixed(1)} of 5`}
        />
        <Figure name="Cost" value={`$${totals.cost.total_usd.toFixed(2)}`} />
        <Figure name="Waiting now" value={String(backlog.queued)} />
      </dl>
      <SeriesChart
        label="Conversations begun, by day"
        points={series.map(({ from, conversations }) => ({ label: from, value: conversations.begun }))}
      />
    </section>
  );
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className={css.figure}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function share(value: number | null): string {
  return value === null ? "–" : `${Math.round(value * 100)}%`;
}

function time(durationMs: number | null): string {
  return durationMs === null ? "–" : sayDuration(durationMs);
}
