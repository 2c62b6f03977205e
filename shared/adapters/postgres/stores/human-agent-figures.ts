import type { HumanAgentStatus } from "../../../contracts/human-agent.ts";
import type { HumanAgentFigures } from "../../../domain/kpis/figures.ts";
import type { KpiStore } from "../../../domain/kpis/ports.ts";
import { timestamp } from "../column-values.ts";
import type { Query } from "../session.ts";
import {
  type DurationColumns,
  durationColumns,
  durationsOf,
  milliseconds,
  type ScoreColumns,
  scoreColumns,
  scoresOf,
} from "./figure-columns.ts";

/** The part of the store of key figures that looks at people's work. */
export function createHumanAgentFigures(query: Query): Pick<KpiStore, "humanAgents"> {
  return {
    async humanAgents({ fromMs, toMs }, nowMs) {
      const parameters = [timestamp(fromMs), timestamp(toMs), timestamp(nowMs)];
      return (await query<PersonRow>(workOfPeople, parameters)).map(figuresOf);
    },
  };
}

type PersonRow = DurationColumns<"first_response" | "handling" | "resolution"> &
  ScoreColumns & {
    human_agent_id: string;
    name: string;
    status: HumanAgentStatus;
    current_load: number;
    max_capacity: number;
    resolved: number;
    handed_back: number;
    let_go: number;
    assigned_ms: number;
  };

function figuresOf(row: PersonRow): HumanAgentFigures {
  return {
    humanAgentId: row.human_agent_id,
    name: row.name,
    status: row.status,
    currentLoad: row.current_load,
    maxCapacity: row.max_capacity,
    resolved: row.resolved,
    handedBack: row.handed_back,
    letGo: row.let_go,
    firstResponse: durationsOf(row, "first_response"),
    handling: durationsOf(row, "handling"),
    resolution: durationsOf(row, "resolution"),
    assignedMs: row.assigned_ms,
    scores: scoresOf(row),
  };
}

/** Each part is summed up by person before they are joined, so that no row is counted twice. */
const workOfPeople = `
  with theirs as (
    select a.*, h.conversation_id, h.queued_at, h.closed_at
    from handover_assignments a join handovers h on h.tenant_id = a.tenant_id and h.handover_id = a.handover_id
    where a.ended_at >= $1::timestamptz and a.ended_at < $2::timestamptz
  ), answers as (
    select handover_id, attempt, min(m.created_at) as first_at
    from theirs join messages m on m.tenant_id = theirs.tenant_id and m.conversation_id = theirs.conversation_id
      and m.sender_id = human_agent_id and m.created_at >= assigned_at and m.created_at <= ended_at
    where m.sender = 'human_agent' and not m.is_private
    group by handover_id, attempt
  ), ended as (
    select human_agent_id, end_reason, ${milliseconds("assigned_at", "first_at")} as first_response_ms,
      case when end_reason in ('resolved', 'back_to_ai') then ${milliseconds("assigned_at", "ended_at")} end
        as handling_ms,
      case when end_reason = 'resolved' then ${milliseconds("queued_at", "closed_at")} end as resolution_ms
    from theirs left join answers using (handover_id, attempt)
  ), work as (
    select human_agent_id,
      count(*) filter (where end_reason = 'resolved') as resolved,
      count(*) filter (where end_reason = 'back_to_ai') as handed_back,
      count(*) filter (where end_reason not in ('resolved', 'back_to_ai')) as let_go,
      ${durationColumns("first_response")}, ${durationColumns("handling")}, ${durationColumns("resolution")}
    from ended group by human_agent_id
  ), presence as (
    select human_agent_id, sum(${milliseconds(
      "greatest(assigned_at, $1::timestamptz)",
      "least(coalesce(ended_at, $3::timestamptz), $2::timestamptz)",
    )})::bigint as assigned_ms
    from handover_assignments
    where (ended_at is null or ended_at > $1::timestamptz)
      and assigned_at < least($2::timestamptz, coalesce(ended_at, $3::timestamptz))
    group by human_agent_id
  ), judged as (
    select resolved_by as human_agent_id, ${scoreColumns("satisfaction")}
    from episodes where closed_at >= $1::timestamptz and closed_at < $2::timestamptz and resolved_by is not null
    group by resolved_by
  )
  select p.human_agent_id, p.name, p.status, p.current_load, p.max_capacity,
    coalesce(resolved, 0) as resolved, coalesce(handed_back, 0) as handed_back, coalesce(let_go, 0) as let_go,
    coalesce(first_response_count, 0) as first_response_count, first_response_total_ms, first_response_median_ms,
    first_response_p90_ms,
    coalesce(handling_count, 0) as handling_count, handling_total_ms, handling_median_ms, handling_p90_ms,
    coalesce(resolution_count, 0) as resolution_count, resolution_total_ms, resolution_median_ms, resolution_p90_ms,
    coalesce(assigned_ms, 0) as assigned_ms,
    ${[1, 2, 3, 4, 5].map((score) => `coalesce(score_${score}, 0) as score_${score}`).join(", ")}
  from human_agents p
    left join work using (human_agent_id)
    left join presence using (human_agent_id)
    left join judged using (human_agent_id)
  order by p.human_agent_id collate "C"`;
