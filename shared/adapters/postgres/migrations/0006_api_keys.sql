-- The key itself is shown once and not stored: 256 random bits need no more than SHA-256.
create table api_keys (
  tenant_id text not null check (tenant_id <> ''),
  key_id text not null,
  name text not null,
  prefix text not null,
  hash text not null unique check (hash ~ '^[0-9a-f]{64}$'),
  roles json not null,
  scopes json not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  primary key (tenant_id, key_id)
);

alter table api_keys enable row level security;
alter table api_keys force row level security;
create policy tenant_rows on api_keys to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on api_keys to hil_app;
grant update (revoked_at) on api_keys to hil_app;

-- A request's tenant is not known before its key is found.
create policy all_keys on api_keys for select to hil_system using (current_user = 'hil_system');
grant select on api_keys to hil_system;
