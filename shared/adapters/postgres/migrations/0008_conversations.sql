-- What customers and people say to each other. Text of customers, models and people is a json string: text refuses \u0000.
create table conversations (
  tenant_id text not null check (tenant_id <> ''),
  conversation_id text not null,
  customer_id text not null,
  channel text not null check (channel in ('web', 'mobile', 'api')),
  workflow_id text not null,
  status text not null check (status in ('new', 'ai_processing', 'finished', 'handover', 'pending_human',
    'human_active', 'resolved', 'back_to_ai')),
  episode integer not null check (episode >= 0),
  turn integer not null check (turn >= 0),
  last_seq integer not null check (last_seq >= 0),
  last_customer_seq integer not null check (last_customer_seq between 0 and last_seq),
  seen_seq integer not null check (seen_seq between 0 and last_seq),
  run_id text,
  handover_id text,
  instruction json,
  metadata json not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz,
  satisfaction integer check (satisfaction between 1 and 5),
  revision integer not null check (revision >= 0),
  primary key (tenant_id, conversation_id),
  foreign key (tenant_id, run_id) references runs (tenant_id, run_id),
  check ((status in ('finished', 'resolved')) = (closed_at is not null)),
  check ((status in ('handover', 'pending_human', 'human_active')) = (handover_id is not null)),
  check (status <> 'ai_processing' or turn > 0),
  -- Nothing that a customer wrote is closed unread.
  check (closed_at is null or last_customer_seq <= seen_seq),
  check (instruction is null or status = 'back_to_ai'),
  check (satisfaction is null or closed_at is not null)
);
create index conversations_newest on conversations (tenant_id, updated_at desc, conversation_id desc);
create index conversations_newest_by_status on conversations (tenant_id, status, updated_at desc, conversation_id desc);
create index conversations_newest_of_customer
  on conversations (tenant_id, customer_id, updated_at desc, conversation_id desc);

-- In the order in which they were accepted, without gaps: the number is given under the conversation's lock.
create table messages (
  tenant_id text not null check (tenant_id <> ''),
  conversation_id text not null,
  seq integer not null check (seq > 0),
  message_id text not null,
  sender text not null check (sender in ('customer', 'agent', 'human_agent', 'system')),
  sender_id text,
  body json not null,
  is_private boolean not null check (not is_private or sender <> 'customer'),
  created_at timestamptz not null,
  primary key (tenant_id, conversation_id, seq),
  unique (tenant_id, conversation_id, message_id),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, conversation_id)
);

-- What changed, in order: what streams are read from.
create table conversation_events (
  tenant_id text not null check (tenant_id <> ''),
  conversation_id text not null,
  revision integer not null check (revision > 0),
  type text not null,
  data json not null,
  created_at timestamptz not null,
  primary key (tenant_id, conversation_id, revision),
  foreign key (tenant_id, conversation_id) references conversations (tenant_id, conversation_id)
);

alter table conversations enable row level security;
alter table conversations force row level security;
create policy tenant_rows on conversations to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on conversations to hil_app;
grant update (status, episode, turn, last_seq, last_customer_seq, seen_seq, run_id, handover_id, instruction, updated_at,
  closed_at, satisfaction, revision) on conversations to hil_app;

alter table messages enable row level security;
alter table messages force row level security;
create policy tenant_rows on messages to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on messages to hil_app;

alter table conversation_events enable row level security;
alter table conversation_events force row level security;
create policy tenant_rows on conversation_events to hil_app
  using (tenant_id = current_setting('hil.tenant_id', true))
  with check (tenant_id = current_setting('hil.tenant_id', true));
grant select, insert on conversation_events to hil_app;

-- Which conversation a message of the outbox is about, so that a check of the conversation finds what stayed unsent.
alter table outbox add column conversation_id text;
create index outbox_unsent_of_conversation on outbox (tenant_id, conversation_id) where sent_at is null;
