import type { HumanAgentKpisView, KpiFiguresView, KpisView } from "../../contracts/api/kpis.ts";
import { dateTime } from "../schemas/date-time.ts";
import type { HumanAgentReport, KpiReport } from "./ask-kpis.ts";
import type {
  AgentFigures,
  Deadlines,
  Durations,
  EpisodeFigures,
  HumanAgentFigures,
  ScoreCounts,
} from "./figures.ts";
import { humanPicoUsd, picoPerUsd } from "./human-cost.ts";
import type { LocalDays } from "./local-days.ts";
import type { KpiFilter } from "./ports.ts";

export function viewKpis(report: KpiReport, { workflow, channel }: KpiFilter): KpisView {
  const { usdPerHour, backlog, agents, nowMs } = report;
  return {
    ...viewDays(report.days),
    time_zone: report.timeZone,
    workflow,
    channel,
    human_cost_usd_per_hour: usdPerHour,
    totals: viewFigures(report.all, usdPerHour),
    series: report.series.map(({ days, figures }) => ({
      ...viewDays(days),
      ...viewFigures(figures, usdPerHour),
    })),
    agents: {
      by_agent: agents.map((each) => ({ agent: each.agent, type: each.type, ...viewSuccess([each]) })),
      by_type: [...Map.groupBy(agents, ({ type }) => type)].map(([type, own]) => ({
        type,
        ...viewSuccess(own),
      })),
    },
    backlog: {
      queued: backlog.queued,
      assigned: backlog.assigned,
      oldest_queued_at: dateTime(backlog.oldestQueuedAtMs),
      oldest_age_ms: backlog.oldestQueuedAtMs === null ? null : Math.max(0, nowMs - backlog.oldestQueuedAtMs),
    },
  };
}

export function viewHumanAgentKpis({
  days,
  timeZone,
  passedMs,
  people,
}: HumanAgentReport): HumanAgentKpisView {
  return {
    ...viewDays(days),
    time_zone: timeZone,
    human_agents: people.map((each) => viewPerson(each, passedMs)),
  };
}

function viewPerson(person: HumanAgentFigures, passedMs: number): HumanAgentKpisView["human_agents"][number] {
  const { resolved, handedBack, letGo, assignedMs } = person;
  return {
    human_agent_id: person.humanAgentId,
    name: person.name,
    status: person.status,
    handled: resolved + handedBack,
    resolved,
    handed_back: handedBack,
    let_go: letGo,
    first_response_time: viewDurations(person.firstResponse),
    handling_time: viewDurations(person.handling),
    resolution_time: viewDurations(person.resolution),
    load: {
      now: person.currentLoad,
      capacity: person.maxCapacity,
      assigned_ms: assignedMs,
      average: shareOf(assignedMs, passedMs),
    },
    csat: viewScores(person.scores),
  };
}

function viewDays({ firstDay, lastDay, fromMs, toMs }: LocalDays) {
  return { from: firstDay, to: lastDay, starts_at: dateTime(fromMs), ends_at: dateTime(toMs) };
}

function viewFigures(figures: EpisodeFigures, usdPerHour: number): KpiFiguresView {
  const { closed, escalated, assisted, aiPicoUsd, unpricedCalls } = figures;
  const automated = closed - escalated - assisted;
  const people = humanPicoUsd(figures.humanMs, usdPerHour);
  const total = aiPicoUsd + people;
  return {
    conversations: {
      begun: figures.begun,
      closed,
      reopened: figures.reopened,
      automated,
      assisted,
      escalated,
    },
    automation_rate: shareOf(automated, closed),
    escalation_rate: shareOf(escalated, closed),
    resolution_time: viewDurations(figures.resolution),
    first_response_time: {
      ai: viewDurations(figures.aiResponse),
      people: viewDurations(figures.humanResponse),
    },
    sla: {
      first_response: viewDeadlines(figures.firstResponseDeadlines),
      resolution: viewDeadlines(figures.resolutionDeadlines),
    },
    csat: viewScores(figures.scores),
    cost: {
      ai_usd: usdOf(aiPicoUsd),
      people_usd: usdOf(people),
      total_usd: usdOf(total),
      per_conversation_usd: closed === 0 ? null : usdOf(dividedBy(total, BigInt(closed))),
      people_ms: figures.humanMs,
      unpriced_calls: unpricedCalls,
    },
  };
}

function viewDurations({ count, totalMs, medianMs, p90Ms }: Durations) {
  return {
    count,
    mean_ms: count === 0 ? null : Math.round(totalMs / count),
    median_ms: medianMs,
    p90_ms: p90Ms,
  };
}

function viewDeadlines({ due, met }: Deadlines) {
  return { due, met, share: shareOf(met, due) };
}

function viewScores(scores: ScoreCounts) {
  const count = scores.reduce((total, each) => total + each, 0);
  const total = scores.reduce((sum, each, index) => sum + each * (index + 1), 0);
  const [one, two, three, four, five] = scores;
  const distribution = { "1": one, "2": two, "3": three, "4": four, "5": five };
  return { count, mean: shareOf(total, count), distribution };
}

function viewSuccess(agents: readonly Pick<AgentFigures, "completed" | "failed">[]) {
  const completed = agents.reduce((total, each) => total + each.completed, 0);
  const failed = agents.reduce((total, each) => total + each.failed, 0);
  return { completed, failed, success_rate: shareOf(completed, completed + failed) };
}

/** To four decimals; null of nothing. */
function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : Number((part / whole).toFixed(4));
}

/** Rounded half up. */
function dividedBy(amount: bigint, count: bigint): bigint {
  return (amount * 2n + count) / (2n * count);
}

function usdOf(picoUsd: bigint): number {
  return Number(picoUsd) / Number(picoPerUsd);
}
