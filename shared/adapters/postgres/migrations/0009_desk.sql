-- People at the desk. The load is kept by every claim and release in its own transaction, under the row's lock.
create table human_agents (
  tenant_id text not null check (tenant_id <> ''),
  human_agent_id text not null,
  -- Of the person's credential.
  subject text not null,
  name text not null,
  email text not null,
  skills json not null,
  status text not null check (status in ('online', 'away', 'offline')),
  max_capacity integer not null check (max_capacity > 0),
  current_load integer not null check (current_load between 0 and max_capacity),
  last_active_at timestamptz not null,
  primary key (tenant_id, human_agent_id),
  unique (tenant_id, subject),
  unique (tenant_id, email),
  -- Who goes offline leaves nothing behind that nobody works on.
  check (status <> 'offline' or current_load = 0)
);

-- Conversations that wait for a person, have one, or had one. The task tokens stand here and nowhere else: all that a
-- state machine has waited with, because a late duplicate may bring an old one.
create table handovers (
  tenant_id text not null check (tenant_id <> ''),
  handover_id text not null,
  conversation_id text not null,
  episode integer not null check (episode > 0),
  turn integer not null check (turn > 0),
  run_id text,
  reason text not null,
  context json not null,
  required_skills json not null,
  priority integer not null check (priority between 0 and 3),
  status text not null check (status in ('queued', 'assigned', 'resolved', 'back_to_ai')),
  assigned_to text,
  version integer not null check (version >= 0),
  queued_at timestamptz not null,
  assigned_at timestamptz,
  reacted_at timestamptz,
  first_response_at timestamptz,
  closed_at timestamptz,
  first_response_due_at timestamptz,
  resolution_due_at timestamptz,
  escalated_at timestamptz,
  task_tokens jsonb not null default '[]',
  primary key (tenant_id, handover_id),
  unique (tenant_id, conversation_id, episode, turn),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, conversation_id),
  foreign key (tenant_id, run_id) references runs (tenant_id, run_id),
  foreign key (tenant_id, assigned_to) references human_agents (tenant_id, human_agent_id),
  check ((status = 'queued') = (assigned_to is null)),
  check ((assigned_to is null) = (assigned_at is null)),
  check (reacted_at is null or assigned_at is not null),
  check ((status in ('resolved', 'back_to_ai')) = (closed_at is not null))
);
create unique index handovers_open on handovers (tenant_id, conversation_id) where status in ('queued', 'assigned');
create index handovers_oldest on handovers (tenant_id, queued_at, handover_id);
create index handovers_oldest_by_status on handovers (tenant_id, status, queued_at, handover_id);
create index handovers_of_person on handovers (tenant_id, assigned_to, queued_at, handover_id);

alter table conversations add foreign key (tenant_id, handover_id) references handovers (tenant_id, handover_id);

-- Who had a handover, from when to when. A row that has ended never changes.
create table handover_assignments (
  tenant_id text not null check (tenant_id <> ''),
  handover_id text not null,
  attempt integer not null check (attempt > 0),
  human_agent_id text not null,
  assigned_by text not null,
  assigned_at timestamptz not null,
  ended_at timestamptz,
  end_reason text check (end_reason in ('released', 'reassigned', 'offline', 'no_reaction', 'resolved', 'back_to_ai')),
  primary key (tenant_id, handover_id, attempt),
  foreign key (tenant_id, handover_id) references handovers (tenant_id, handover_id),
  foreign key (tenant_id, human_agent_id) references human_agents (tenant_id, human_agent_id),
  check ((ended_at is null) = (end_reason is null))
);
create unique index handover_assignments_open on handover_assignments (tenant_id, handover_id) where ended_at is null;

create table canned_replies (
  tenant_id text not null check (tenant_id <> ''),
  canned_reply_id text not null,
  title json not null,
  body json not null,
  skills json not null,
  primary key (tenant_id, canned_reply_id)
);

create table desk_settings (
  tenant_id text not null check (tenant_id <> ''),
  settings json not null,
  primary key (tenant_id)
);

alter table human_agents enable row level security;
alter table human_agents force row level security;
create policy tenant_rows on human_agents to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on human_agents to hil_app;
grant update (name, email, skills, status, max_capacity, current_load, last_active_at) on human_agents to hil_app;

alter table handovers enable row level security;
alter table handovers force row level security;
create policy tenant_rows on handovers to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on handovers to hil_app;
grant update (priority, status, assigned_to, version, queued_at, assigned_at, reacted_at, first_response_at, closed_at,
  first_response_due_at, resolution_due_at, escalated_at, task_tokens) on handovers to hil_app;

alter table handover_assignments enable row level security;
alter table handover_assignments force row level security;
create policy tenant_rows on handover_assignments to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
create policy ended_rows_stay on handover_assignments as restrictive for update to hil_app
  using (ended_at is null) with check (true);
grant select, insert on handover_assignments to hil_app;
grant update (ended_at, end_reason) on handover_assignments to hil_app;

alter table canned_replies enable row level security;
alter table canned_replies force row level security;
create policy tenant_rows on canned_replies to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert, delete on canned_replies to hil_app;
grant update (title, body, skills) on canned_replies to hil_app;

alter table desk_settings enable row level security;
alter table desk_settings force row level security;
create policy tenant_rows on desk_settings to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on desk_settings to hil_app;
grant update (settings) on desk_settings to hil_app;
