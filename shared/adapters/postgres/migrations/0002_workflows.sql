-- What the spec calls workflow_registry. A revision never changes and is named by its digest; a workflow is unique by
-- (name, version) and points at its current revision.
--
-- Documents are json, not jsonb, here and below: json keeps the text as it came (key order, \u0000, lone surrogates),
-- so that what a replay reads is what was written, byte for byte.
create table workflow_revisions (
  tenant_id text not null check (tenant_id <> ''),
  digest text not null,
  name text not null,
  version text not null,
  compiled json not null,
  source text not null,
  published_at timestamptz not null,
  primary key (tenant_id, digest)
);

create table workflows (
  tenant_id text not null check (tenant_id <> ''),
  name text not null,
  version text not null,
  digest text not null,
  -- Which publication was last: two may share a millisecond.
  publication bigint not null generated always as identity,
  published_at timestamptz not null,
  primary key (tenant_id, name, version),
  foreign key (tenant_id, digest) references workflow_revisions (tenant_id, digest)
);
create index workflows_latest on workflows (tenant_id, name, publication desc);

alter table workflow_revisions enable row level security;
alter table workflow_revisions force row level security;
create policy tenant_rows on workflow_revisions to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on workflow_revisions to hil_app;

alter table workflows enable row level security;
alter table workflows force row level security;
create policy tenant_rows on workflows to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on workflows to hil_app;
grant update (digest, publication, published_at) on workflows to hil_app;
