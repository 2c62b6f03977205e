// `node tests/bench/kpis/kpi-bench.ts [EPISODES]`: how long the key figures of a month take on PostgreSQL when a tenant has that
// many closed conversations (100,000 where nothing is stated).
import { applyMigrations } from "../../../shared/adapters/postgres/apply-migrations.ts";
import { databaseOn } from "../../../shared/adapters/postgres/create-database.ts";
import { readMigrations } from "../../../shared/adapters/postgres/migrations.ts";
import { openSource } from "../../../shared/adapters/postgres/open-source.ts";
import { askHumanAgentKpis, askKpis } from "../../../shared/domain/kpis/ask-kpis.ts";
import type { KpiFilter } from "../../../shared/domain/kpis/ports.ts";
import { findPostgres, startPostgresServer } from "../../support/postgres-server.ts";
import { fillSql, tenantId } from "./fill-sql.ts";

const rounds = 7;
const everything: KpiFilter = { workflow: null, channel: null };
/** What is written falls into this month. */
const november = { firstDay: "2026-11-01", lastDay: "2026-11-30" };
const year = { firstDay: "2026-01-01", lastDay: "2026-12-31" };

const episodes = Number(process.argv[2] ?? 100_000);
const programs = findPostgres();
if (programs === null)
  throw new Error("There is no PostgreSQL server on this machine (initdb and postgres).");
const server = await startPostgresServer(programs);
try {
  const url = await server.createDatabase();
  const source = openSource(url);
  await applyMigrations(source, readMigrations());
  await server.execute(url, fillSql(episodes));
  await server.execute(url, "vacuum analyze");
  const database = databaseOn(source, { onSystemAccess: () => {} });
  const services = { database, nowMs: () => Date.parse("2026-11-30T12:00:00Z") };
  const kpis =
    (asked: typeof november, interval: "day" | "month", filter = everything) =>
    () =>
      askKpis({ tenantId, asked, filter, interval }, services);
  const questions: Record<string, () => Promise<unknown>> = {
    "a month by day": kpis(november, "day"),
    "a month by day, one channel": kpis(november, "day", { ...everything, channel: "web" }),
    "a year by month": kpis(year, "month"),
    "one day": kpis({ firstDay: "2026-11-10", lastDay: "2026-11-10" }, "day"),
    "people, a month": () => askHumanAgentKpis({ tenantId, asked: november }, services),
  };
  for (const [name, ask] of Object.entries(questions))
    console.log(`${name.padEnd(30)} ${await medianMs(ask)} ms`);
  await database.close();
} finally {
  await server.stop();
}

async function medianMs(ask: () => Promise<unknown>): Promise<string> {
  const durationsMs: number[] = [];
  for (let round = 0; round <= rounds; round += 1) {
    const startedAtMs = performance.now();
    await ask();
    // The first one warms up.
    if (round > 0) durationsMs.push(performance.now() - startedAtMs);
  }
  const median = durationsMs.toSorted((a, b) => a - b)[Math.floor(rounds / 2)]!;
  return median.toFixed(0).padStart(6);
}
