-- What a decision is bound to: quorum, round, the exact call, what preconditions found. Null: a question, with nothing more.
alter table waits add column terms json;
grant update (terms) on waits to hil_app;

-- Who decided what, in which round. A round that ends without effect leaves its votes behind; they count for no other.
create table wait_votes (
  tenant_id text not null check (tenant_id <> ''),
  wait_id text not null,
  round integer not null check (round > 0),
  subject text not null check (subject <> ''),
  verdict text not null check (verdict in ('approve', 'edit', 'reject')),
  arguments_hash text check (arguments_hash ~ '^[0-9a-f]{64}$'),
  answer json not null,
  voted_at timestamptz not null,
  primary key (tenant_id, wait_id, round, subject),
  foreign key (tenant_id, wait_id) references waits (tenant_id, wait_id)
);

-- Questions back, and their answers.
create table wait_questions (
  tenant_id text not null check (tenant_id <> ''),
  wait_id text not null,
  question_no integer not null check (question_no > 0),
  asked_by text not null,
  question json not null,
  asked_at timestamptz not null,
  answered_by text,
  answer json,
  answered_at timestamptz,
  primary key (tenant_id, wait_id, question_no),
  foreign key (tenant_id, wait_id) references waits (tenant_id, wait_id),
  check ((answered_by is null) = (answered_at is null)),
  check ((answered_by is null) = (answer is null))
);

-- Leave for one call of one tool with exactly these arguments: minted with the decision, one for each wait at the most.
create table tool_grants (
  tenant_id text not null check (tenant_id <> ''),
  grant_id text not null,
  run_id text not null,
  node_path text not null,
  tool text not null,
  arguments_hash text not null check (arguments_hash ~ '^[0-9a-f]{64}$'),
  wait_id text not null,
  round integer not null check (round > 0),
  minted_at timestamptz not null,
  consumed_at timestamptz,
  idempotency_key text,
  primary key (tenant_id, grant_id),
  unique (tenant_id, wait_id),
  foreign key (tenant_id, wait_id) references waits (tenant_id, wait_id),
  check ((consumed_at is null) = (idempotency_key is null))
);

-- A tenant's chain of receipts, each bound to the one before by its hash. Only added to.
create table receipts (
  tenant_id text not null check (tenant_id <> ''),
  seq integer not null check (seq > 0),
  entry json not null,
  previous_hash text not null check (previous_hash ~ '^[0-9a-f]{64}$'),
  hash text not null check (hash ~ '^[0-9a-f]{64}$'),
  primary key (tenant_id, seq)
);

-- The end of each chain, so that two links never follow the same one.
create table receipt_heads (
  tenant_id text primary key check (tenant_id <> ''),
  seq integer not null check (seq >= 0),
  hash text not null check (hash ~ '^[0-9a-f]{64}$')
);

alter table wait_votes enable row level security;
alter table wait_votes force row level security;
create policy tenant_rows on wait_votes to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on wait_votes to hil_app;

alter table wait_questions enable row level security;
alter table wait_questions force row level security;
create policy tenant_rows on wait_questions to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
create policy answers_stay on wait_questions as restrictive for update to hil_app
  using (answered_at is null) with check (true);
grant select, insert on wait_questions to hil_app;
grant update (answered_by, answer, answered_at) on wait_questions to hil_app;

alter table tool_grants enable row level security;
alter table tool_grants force row level security;
create policy tenant_rows on tool_grants to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on tool_grants to hil_app;
grant update (consumed_at, idempotency_key) on tool_grants to hil_app;

alter table receipts enable row level security;
alter table receipts force row level security;
create policy tenant_rows on receipts to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on receipts to hil_app;

alter table receipt_heads enable row level security;
alter table receipt_heads force row level security;
create policy tenant_rows on receipt_heads to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on receipt_heads to hil_app;
grant update (seq, hash) on receipt_heads to hil_app;
