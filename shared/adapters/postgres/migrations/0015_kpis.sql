-- What became of each episode of a conversation: begun with its first message, summed up in the transaction that closes it,
-- so that key figures are sums over narrow rows. Episodes that were open before this migration are not counted.
create table episodes (
  tenant_id text not null check (tenant_id <> ''),
  conversation_id text not null,
  episode integer not null check (episode > 0),
  workflow_name text not null,
  channel text not null,
  first_seq integer not null check (first_seq > 0),
  begun_at timestamptz not null,
  closed_at timestamptz,
  outcome text check (outcome in ('finished', 'resolved')),
  resolution_ms bigint check (resolution_ms >= 0),
  handovers integer not null default 0,
  human_decisions integer not null default 0,
  ai_response_ms bigint check (ai_response_ms >= 0),
  human_response_ms bigint check (human_response_ms >= 0),
  first_responses_due integer not null default 0,
  first_responses_met integer not null default 0 check (first_responses_met <= first_responses_due),
  resolutions_due integer not null default 0,
  resolutions_met integer not null default 0 check (resolutions_met <= resolutions_due),
  human_ms bigint not null default 0 check (human_ms >= 0),
  ai_cost_usd numeric not null default 0 check (ai_cost_usd >= 0),
  unpriced_calls integer not null default 0,
  resolved_by text,
  satisfaction integer check (satisfaction between 1 and 5),
  primary key (tenant_id, conversation_id, episode),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, conversation_id),
  foreign key (tenant_id, resolved_by) references human_agents (tenant_id, human_agent_id),
  check ((closed_at is null) = (outcome is null)),
  check ((closed_at is null) = (resolution_ms is null)),
  check (satisfaction is null or closed_at is not null)
);
create index episodes_closed on episodes (tenant_id, closed_at);
create index episodes_begun on episodes (tenant_id, begun_at);

alter table episodes enable row level security;
alter table episodes force row level security;
create policy tenant_rows on episodes to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on episodes to hil_app;
grant update (closed_at, outcome, resolution_ms, handovers, human_decisions, ai_response_ms, human_response_ms,
  first_responses_due, first_responses_met, resolutions_due, resolutions_met, human_ms, ai_cost_usd, unpriced_calls,
  resolved_by, satisfaction) on episodes to hil_app;

-- Agents' executions by when they ended, without a look at their outputs.
create index node_results_of_agents_ended on node_results (tenant_id, completed_at) include (run_id, node_path, status)
  where node_type = 'agent';
create index handover_assignments_ended on handover_assignments (tenant_id, ended_at);
-- What people answered, and when: few of all messages.
create index messages_of_people on messages (tenant_id, conversation_id, created_at) include (sender_id)
  where sender = 'human_agent' and not is_private;
