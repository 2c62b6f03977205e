-- What happened that people and other systems can be told of, written with what happened. It never changes, and is kept for
-- some time.
create table notifications (
  tenant_id text not null check (tenant_id <> ''),
  notification_id text not null,
  type text not null,
  data json not null,
  people json not null,
  happened_at timestamptz not null,
  primary key (tenant_id, notification_id)
);
create index notifications_by_age on notifications (tenant_id, happened_at);

-- Where a tenant wants to be told. URLs and signing secrets stand in `sealed` and nowhere else.
create table notification_endpoints (
  tenant_id text not null check (tenant_id <> ''),
  endpoint_id text not null,
  kind text not null check (kind in ('email', 'slack', 'teams', 'webhook')),
  description json not null,
  types json not null,
  enabled boolean not null,
  disabled_reason text check (disabled_reason = 'gone'),
  address text not null,
  seal_version integer not null check (seal_version >= 0),
  sealed text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  primary key (tenant_id, endpoint_id),
  check ((kind = 'email') = (sealed is null)),
  check (disabled_reason is null or not enabled)
);

-- One notification on its way to one address.
create table notification_deliveries (
  tenant_id text not null check (tenant_id <> ''),
  delivery_id text not null,
  notification_id text not null,
  type text not null,
  kind text not null check (kind in ('email', 'slack', 'teams', 'webhook')),
  endpoint_id text,
  address text not null,
  status text not null check (status in ('pending', 'delivered', 'failed', 'dead')),
  attempts integer not null check (attempts >= 0),
  version integer not null check (version >= 0),
  next_attempt_at timestamptz,
  leased_until timestamptz,
  last_error text,
  delivered_by text,
  created_at timestamptz not null,
  delivered_at timestamptz,
  primary key (tenant_id, delivery_id),
  foreign key (tenant_id, notification_id) references notifications (tenant_id, notification_id),
  check ((status = 'delivered') = (delivered_at is not null)),
  check ((status = 'delivered') = (delivered_by is not null)),
  check ((status in ('pending', 'failed')) = (next_attempt_at is not null))
);
create index deliveries_of_notification on notification_deliveries (tenant_id, notification_id);
create index deliveries_by_age on notification_deliveries (tenant_id, created_at, delivery_id);

create table notification_settings (
  tenant_id text primary key check (tenant_id <> ''),
  settings json not null
);

alter table notifications enable row level security;
alter table notifications force row level security;
create policy tenant_rows on notifications to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert, delete on notifications to hil_app;

alter table notification_endpoints enable row level security;
alter table notification_endpoints force row level security;
create policy tenant_rows on notification_endpoints to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert, delete on notification_endpoints to hil_app;
grant update (description, types, enabled, disabled_reason, address, seal_version, sealed, updated_at)
  on notification_endpoints to hil_app;

alter table notification_deliveries enable row level security;
alter table notification_deliveries force row level security;
create policy tenant_rows on notification_deliveries to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert, delete on notification_deliveries to hil_app;
grant update (status, attempts, version, next_attempt_at, leased_until, last_error, delivered_by, delivered_at)
  on notification_deliveries to hil_app;

alter table notification_settings enable row level security;
alter table notification_settings force row level security;
create policy tenant_rows on notification_settings to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on notification_settings to hil_app;
grant update (settings) on notification_settings to hil_app;
