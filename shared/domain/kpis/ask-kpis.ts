import { InvalidFieldsError } from "../../contracts/field-problems.ts";
import type { DeskSettings } from "../../contracts/human-agent.ts";
import type { KpiInterval } from "../../contracts/kpi.ts";
import { deskSettings } from "../queue/desk-transaction.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import type { AgentFigures, BacklogFigures, EpisodeFigures, HumanAgentFigures } from "./figures.ts";
import { cutDays, localDay, type LocalDays, mostParts } from "./local-days.ts";
import type { KpiFilter } from "./ports.ts";

/** Days of the desk's time zone, `YYYY-MM-DD`, both included. Not stated: the last 30 days. */
export interface AskedDays {
  firstDay?: string | undefined;
  lastDay?: string | undefined;
}

export interface KpiReport {
  days: LocalDays;
  timeZone: string;
  usdPerHour: number;
  nowMs: number;
  all: EpisodeFigures;
  series: { days: LocalDays; figures: EpisodeFigures }[];
  agents: AgentFigures[];
  backlog: BacklogFigures;
}

export interface HumanAgentReport {
  days: LocalDays;
  timeZone: string;
  /** Of the period, what has passed. */
  passedMs: number;
  people: HumanAgentFigures[];
}

interface Services {
  database: Database;
  nowMs: () => number;
}

/** More than a year of days, and what one answer holds. */
const mostIntervals = 400;
/** Ten years: nobody's desk is older, and dates far away have no time zone. */
const mostDays = 3_660;
const defaultDays = 30;

/** The key figures of a tenant over some days, and how they developed. @throws InvalidFieldsError */
export async function askKpis(
  {
    tenantId,
    asked,
    filter,
    interval,
  }: {
    tenantId: string;
    asked: AskedDays;
    filter: KpiFilter;
    interval: KpiInterval;
  },
  { database, nowMs }: Services,
): Promise<KpiReport> {
  return database.tenant(tenantId, async (tx) => {
    const { timeZone, humanCostUsdPerHour: usdPerHour } = await deskSettings(tx);
    const span = spanOf(asked, interval, timeZone, nowMs());
    const parts = cutDays(span, interval, timeZone);
    const days = wholeOf(parts);
    const { all, by } = await tx.kpis.episodes([...parts.map(({ fromMs }) => fromMs), days.toMs], filter);
    return {
      days,
      timeZone,
      usdPerHour,
      nowMs: nowMs(),
      all,
      series: parts.map((part, index) => ({ days: part, figures: by[index]! })),
      agents: await tx.kpis.agents(days, filter),
      backlog: await tx.kpis.backlog(filter),
    };
  });
}

/** What the people at the desk did over some days. @throws InvalidFieldsError */
export async function askHumanAgentKpis(
  { tenantId, asked }: { tenantId: string; asked: AskedDays },
  { database, nowMs }: Services,
): Promise<HumanAgentReport> {
  return database.tenant(tenantId, async (tx: TenantTransaction) => {
    const { timeZone }: DeskSettings = await deskSettings(tx);
    const days = wholeOf(cutDays(spanOf(asked, "month", timeZone, nowMs()), "month", timeZone));
    const people = await tx.kpis.humanAgents(days, nowMs());
    const passedMs = Math.max(0, Math.min(days.toMs, nowMs()) - days.fromMs);
    return { days, timeZone, passedMs, people };
  });
}

function spanOf(
  asked: AskedDays,
  interval: KpiInterval,
  timeZone: string,
  nowMs: number,
): Pick<LocalDays, "firstDay" | "lastDay"> {
  const lastDay = asked.lastDay ?? localDay(nowMs, timeZone);
  const firstDay = asked.firstDay ?? localDay(Date.parse(lastDay), "UTC", 1 - defaultDays);
  const span = { firstDay, lastDay };
  if (firstDay > lastDay) throw wrongDays("from", "The first day comes after the last one.");
  if (mostParts(span, "day") > mostDays) throw wrongDays("from", "The period is longer than ten years.");
  if (mostParts(span, interval) > mostIntervals)
    throw wrongDays("interval", `The period has more than ${mostIntervals} intervals of this length.`);
  return span;
}

function wrongDays(parameter: string, detail: string): InvalidFieldsError {
  return new InvalidFieldsError("The period does not fit.", [{ parameter, detail }]);
}

function wholeOf(parts: readonly LocalDays[]): LocalDays {
  const [first, last] = [parts[0]!, parts.at(-1)!];
  return { firstDay: first.firstDay, lastDay: last.lastDay, fromMs: first.fromMs, toMs: last.toMs };
}
