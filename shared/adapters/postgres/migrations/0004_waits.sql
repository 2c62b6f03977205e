-- What a run waits for. The task token stands here and nowhere else. The question is a json string because models and
-- customers have a part in it: text refuses \u0000.
create table waits (
  tenant_id text not null check (tenant_id <> ''),
  wait_id text not null,
  run_id text not null,
  node_path text not null,
  kind text not null check (kind in ('human', 'approval', 'budget', 'sandbox')),
  question json not null,
  form json not null,
  evidence json not null,
  allowed json not null,
  status text not null check (status in ('open', 'decided', 'expired', 'cancelled')),
  opened_at timestamptz not null,
  expires_at timestamptz,
  settled_at timestamptz,
  task_token text not null,
  primary key (tenant_id, wait_id),
  unique (tenant_id, run_id, node_path),
  foreign key (tenant_id, run_id) references runs (tenant_id, run_id),
  check ((status = 'open') = (settled_at is null))
);
create index waits_oldest on waits (tenant_id, opened_at, wait_id);
create index waits_oldest_open on waits (tenant_id, opened_at, wait_id) where status = 'open';

-- Accepted answers, one for each decided wait. They are never changed.
create table decisions (
  tenant_id text not null check (tenant_id <> ''),
  wait_id text not null,
  decided_by text not null,
  answer json not null,
  decided_at timestamptz not null,
  primary key (tenant_id, wait_id),
  foreign key (tenant_id, wait_id) references waits (tenant_id, wait_id)
);

alter table waits enable row level security;
alter table waits force row level security;
create policy tenant_rows on waits to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on waits to hil_app;
grant update (status, settled_at, task_token) on waits to hil_app;

alter table decisions enable row level security;
alter table decisions force row level security;
create policy tenant_rows on decisions to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on decisions to hil_app;

create policy open_waits on waits for select to hil_system using (current_user = 'hil_system' and status = 'open');
grant select (tenant_id, run_id, status) on waits to hil_system;
