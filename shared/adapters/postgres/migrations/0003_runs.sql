-- What the spec calls workflow_executions and agent_executions.
create table runs (
  tenant_id text not null check (tenant_id <> ''),
  run_id text not null,
  workflow_name text not null,
  workflow_version text not null,
  workflow_digest text not null,
  conversation_id text,
  input json not null,
  context json not null,
  status text not null check (status in ('queued', 'running', 'completed', 'failed', 'timeout', 'stopped')),
  decision text check (decision in ('FINISH', 'HANDOVER')),
  handover json,
  error json,
  requested_by text not null,
  accepted_at timestamptz not null,
  started_at timestamptz,
  completed_at timestamptz,
  consecutive_errors integer not null default 0 check (consecutive_errors >= 0),
  primary key (tenant_id, run_id),
  foreign key (tenant_id, workflow_digest) references workflow_revisions (tenant_id, digest),
  check ((status in ('queued', 'running')) = (completed_at is null)),
  check ((status = 'completed') = (decision is not null)),
  check ((decision is not distinct from 'HANDOVER') = (handover is not null)),
  check ((status in ('failed', 'timeout', 'stopped')) = (error is not null))
);
create index runs_newest on runs (tenant_id, accepted_at desc, run_id desc);
create index runs_newest_by_status on runs (tenant_id, status, accepted_at desc, run_id desc);
create index runs_of_conversation on runs (tenant_id, conversation_id, completed_at desc)
  where conversation_id is not null;
create index runs_running on runs (started_at) where status = 'running';

create table node_results (
  tenant_id text not null check (tenant_id <> ''),
  run_id text not null,
  node_path text not null,
  node_type text not null,
  status text not null check (status in ('running', 'waiting', 'completed', 'failed')),
  output json,
  error json,
  attempts integer not null check (attempts > 0),
  started_at timestamptz not null,
  -- The last sign of life: latest attempt, completion or failure.
  seen_at timestamptz not null,
  completed_at timestamptz,
  primary key (tenant_id, run_id, node_path),
  foreign key (tenant_id, run_id) references runs (tenant_id, run_id),
  check ((status = 'completed') = (output is not null)),
  check ((status = 'failed') = (error is not null)),
  check ((status in ('completed', 'failed')) = (completed_at is not null))
);

create table agent_steps (
  tenant_id text not null check (tenant_id <> ''),
  run_id text not null,
  node_path text not null,
  step_no integer not null check (step_no >= 0),
  step json not null,
  started_at timestamptz not null,
  ended_at timestamptz not null,
  primary key (tenant_id, run_id, node_path, step_no),
  foreign key (tenant_id, run_id) references runs (tenant_id, run_id)
);

-- The ledger: one row for each recorded model call, written by the statement that records the step.
create table llm_routing_decisions (
  tenant_id text not null check (tenant_id <> ''),
  run_id text not null,
  node_path text not null,
  step_no integer not null,
  selected_provider text not null,
  selected_model text not null,
  input_tokens bigint not null check (input_tokens >= 0),
  cached_input_tokens bigint not null check (cached_input_tokens >= 0),
  output_tokens bigint not null check (output_tokens >= 0),
  -- Null where the model's price is not known, which is not zero. The upper bound also refuses NaN, the largest numeric.
  cost_usd numeric check (cost_usd >= 0 and cost_usd < 'Infinity'),
  latency_ms numeric not null check (latency_ms >= 0 and latency_ms < 'Infinity'),
  created_at timestamptz not null,
  primary key (tenant_id, run_id, node_path, step_no),
  foreign key (tenant_id, run_id, node_path, step_no)
    references agent_steps (tenant_id, run_id, node_path, step_no)
);
create index llm_routing_decisions_newest on llm_routing_decisions (tenant_id, created_at desc);

alter table runs enable row level security;
alter table runs force row level security;
create policy tenant_rows on runs to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on runs to hil_app;
grant update (status, decision, handover, error, started_at, completed_at, consecutive_errors) on runs to hil_app;

alter table node_results enable row level security;
alter table node_results force row level security;
create policy tenant_rows on node_results to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on node_results to hil_app;
grant update (status, output, error, attempts, seen_at, completed_at) on node_results to hil_app;

alter table agent_steps enable row level security;
alter table agent_steps force row level security;
create policy tenant_rows on agent_steps to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on agent_steps to hil_app;

alter table llm_routing_decisions enable row level security;
alter table llm_routing_decisions force row level security;
create policy tenant_rows on llm_routing_decisions to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on llm_routing_decisions to hil_app;

-- Silent runs are looked for across tenants, by ids and times alone. Policies for hil_system name the current user,
-- because a login that may take the role also inherits its policies and should see nothing until it takes it.
create policy running on runs for select to hil_system using (current_user = 'hil_system' and status = 'running');
grant select (tenant_id, run_id, workflow_name, status, started_at) on runs to hil_system;
create policy signs_of_life on node_results for select to hil_system using (current_user = 'hil_system');
grant select (tenant_id, run_id, seen_at) on node_results to hil_system;
create policy signs_of_life on agent_steps for select to hil_system using (current_user = 'hil_system');
grant select (tenant_id, run_id, ended_at) on agent_steps to hil_system;
