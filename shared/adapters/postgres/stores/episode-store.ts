import type { EpisodeStore } from "../../../domain/kpis/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";
import { milliseconds } from "./figure-columns.ts";

export function createEpisodeStore(query: Query): EpisodeStore {
  return {
    async begin({ conversationId, episode, firstSeq, begunAtMs }) {
      await query(
        `insert into episodes (tenant_id, conversation_id, episode, workflow_name, channel, first_seq, begun_at)
         select tenant_id, conversation_id, $2, split_part(workflow_id, '@', 1), channel, $3, $4
         from conversations where conversation_id = $1`,
        [conversationId, episode, firstSeq, timestamp(begunAtMs)],
      );
    },

    async close({ conversationId, episode, outcome, closedAtMs, runIds }) {
      const parameters = [conversationId, episode, timestamp(closedAtMs), outcome, jsonText([...runIds])];
      await query(closeEpisode, parameters);
    },

    async rate(conversationId, episode, score) {
      await query("update episodes set satisfaction = $3 where conversation_id = $1 and episode = $2", [
        conversationId,
        episode,
        score,
      ]);
    },
  };
}

const runsOfEpisode = "(select value from json_array_elements_text($5::json))";

/**
 * A handover's deadline for the first answer counts once it was met or missed: one that was closed in time without an
 * answer had none to give.
 */
const closeEpisode = `
  with own as (
    select * from handovers where conversation_id = $1 and episode = $2
  ), desk as (
    select count(*) as handovers,
      count(first_response_due_at) filter (where first_response_at is not null or closed_at > first_response_due_at)
        as first_responses_due,
      count(*) filter (where first_response_at <= first_response_due_at) as first_responses_met,
      count(resolution_due_at) as resolutions_due,
      count(*) filter (where closed_at <= resolution_due_at) as resolutions_met,
      max(assigned_to) filter (where status = 'resolved') as resolved_by
    from own
  ), work as (
    select coalesce(sum(${milliseconds("assigned_at", "coalesce(ended_at, $3::timestamptz)")}), 0) as human_ms
    from handover_assignments where handover_id in (select handover_id from own)
  ), ai as (
    select coalesce(sum(cost_usd), 0) as ai_cost_usd, count(*) - count(cost_usd) as unpriced_calls
    from llm_routing_decisions where run_id in ${runsOfEpisode}
  ), decided as (
    select count(*) as human_decisions from waits
    where run_id in ${runsOfEpisode} and status = 'decided' and kind in ('human', 'approval')
  )
  update episodes set closed_at = $3::timestamptz, outcome = $4,
    resolution_ms = ${milliseconds("begun_at", "$3::timestamptz")},
    handovers = desk.handovers,
    human_decisions = decided.human_decisions,
    ai_response_ms = ${milliseconds(
      "begun_at",
      `select min(created_at) from messages
       where conversation_id = $1 and seq > episodes.first_seq and sender = 'agent' and not is_private`,
    )},
    human_response_ms = (select ${milliseconds("queued_at", "first_response_at")} from own
      where first_response_at is not null order by turn limit 1),
    first_responses_due = desk.first_responses_due, first_responses_met = desk.first_responses_met,
    resolutions_due = desk.resolutions_due, resolutions_met = desk.resolutions_met,
    human_ms = work.human_ms,
    ai_cost_usd = ai.ai_cost_usd, unpriced_calls = ai.unpriced_calls,
    resolved_by = desk.resolved_by
  from desk, work, ai, decided
  where conversation_id = $1 and episode = $2 and closed_at is null`;
