-- Accepted work that a queue has to hear of at least once: written with the work, sent after the commit.
create table outbox (
  tenant_id text not null check (tenant_id <> ''),
  message_id text not null,
  topic text not null,
  body json not null,
  created_at timestamptz not null,
  sent_at timestamptz,
  primary key (tenant_id, message_id)
);
create index outbox_unsent on outbox (created_at, message_id) where sent_at is null;
create index outbox_sent on outbox (sent_at) where sent_at is not null;

-- Answers to requests that carried an Idempotency-Key; null while the first request is still being worked on.
create table idempotency_keys (
  tenant_id text not null check (tenant_id <> ''),
  route text not null,
  key text not null,
  fingerprint text not null,
  response json,
  started_at timestamptz not null,
  primary key (tenant_id, route, key)
);
create index idempotency_keys_oldest on idempotency_keys (started_at);

alter table outbox enable row level security;
alter table outbox force row level security;
create policy tenant_rows on outbox to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on outbox to hil_app;
grant update (sent_at) on outbox to hil_app;

alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy tenant_rows on idempotency_keys to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert, delete on idempotency_keys to hil_app;
grant update (fingerprint, response, started_at) on idempotency_keys to hil_app;

create policy all_messages on outbox for select to hil_system using (current_user = 'hil_system');
create policy sent_messages on outbox for delete to hil_system
  using (current_user = 'hil_system' and sent_at is not null);
grant select, delete on outbox to hil_system;
create policy all_ages on idempotency_keys for select to hil_system using (current_user = 'hil_system');
create policy any_age on idempotency_keys for delete to hil_system using (current_user = 'hil_system');
grant select (started_at), delete on idempotency_keys to hil_system;
