import type { AgentFigures } from "../../../domain/kpis/figures.ts";
import type { KpiFilter, KpiStore } from "../../../domain/kpis/ports.ts";
import { timestamp } from "../column-values.ts";
import type { Query } from "../session.ts";
import { createEpisodeFigures } from "./episode-figures.ts";
import { createHumanAgentFigures } from "./human-agent-figures.ts";

export function createKpiStore(query: Query): KpiStore {
  return {
    ...createEpisodeFigures(query),
    ...createHumanAgentFigures(query),

    async agents({ fromMs, toMs }, { workflow, channel }: KpiFilter) {
      return query<AgentFigures>(agentsOfPeriod, [timestamp(fromMs), timestamp(toMs), workflow, channel]);
    },

    async backlog({ workflow, channel }) {
      const [row] = await query<BacklogRow>(openHandovers, [workflow, channel]);
      return {
        queued: row?.queued ?? 0,
        assigned: row?.assigned ?? 0,
        oldestQueuedAtMs: row?.oldest_queued_at ?? null,
      };
    },
  };
}

interface BacklogRow {
  queued: number;
  assigned: number;
  oldest_queued_at: number | null;
}

/** First counted by revision and node, which are few; only then is it looked up which agents these are. */
const agentsOfPeriod = `
  with counted as (
    select r.workflow_digest, n.node_path,
      count(*) filter (where n.status = 'completed') as completed,
      count(*) filter (where n.status = 'failed') as failed
    from node_results n join runs r on r.tenant_id = n.tenant_id and r.run_id = n.run_id
    where n.node_type = 'agent' and n.completed_at >= $1 and n.completed_at < $2
      and ($3::text is null or r.workflow_name = $3)
      and ($4::text is null or r.conversation_id in (select conversation_id from conversations where channel = $4))
    group by r.workflow_digest, n.node_path
  ), named as (
    select completed, failed, compiled -> 'nodes' -> node_path -> 'agent' as agent
    from counted join workflow_revisions on digest = workflow_digest
  )
  select agent ->> 'name' as agent, agent ->> 'type' as type, sum(completed)::bigint as completed,
    sum(failed)::bigint as failed
  from named where agent is not null
  group by 1, 2 order by 1, 2`;

const openHandovers = `
  select count(*) filter (where h.status = 'queued') as queued,
    count(*) filter (where h.status = 'assigned') as assigned,
    min(h.queued_at) filter (where h.status = 'queued') as oldest_queued_at
  from handovers h join conversations c on c.tenant_id = h.tenant_id and c.conversation_id = h.conversation_id
  where h.status in ('queued', 'assigned')
    and ($1::text is null or split_part(c.workflow_id, '@', 1) = $1) and ($2::text is null or c.channel = $2)`;
