-- Where customers' systems post messages, signed with a secret that both sides hold. The secrets stand here sealed.
create table channels (
  tenant_id text not null check (tenant_id <> ''),
  channel_id text not null unique check (channel_id ~ '^chn_[0-9a-f]{32}$'),
  kind text not null check (kind in ('web', 'mobile', 'api')),
  name text not null,
  workflow_id text not null,
  enabled boolean not null,
  secrets json not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, channel_id)
);

alter table channels enable row level security;
alter table channels force row level security;
create policy tenant_rows on channels to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert, delete on channels to hil_app;
grant update (name, workflow_id, enabled, secrets, updated_at) on channels to hil_app;

-- A message's tenant is not known before its channel is found.
create policy all_channels on channels for select to hil_system using (current_user = 'hil_system');
grant select on channels to hil_system;
