-- Which execution has a conversation's episode, and when the check that looks after it is due.
alter table conversations add column execution_turn integer not null default 1 check (execution_turn > 0);
alter table conversations add column execution_attempt integer not null default 1 check (execution_attempt > 0);
alter table conversations add column next_look_at timestamptz;
grant update (execution_turn, execution_attempt, next_look_at) on conversations to hil_app;

-- The transaction that changed a row last: what the feed of changes is ordered by. Transactions get their numbers in
-- passing, and a snapshot knows below which number all have ended, so nobody who writes waits for anybody else.
alter table conversations add column changed_in xid8 not null default '0';
alter table handovers add column changed_in xid8 not null default '0';
alter table waits add column changed_in xid8 not null default '0';

create function hil_note_change() returns trigger language plpgsql as $$
begin
  new.changed_in = pg_current_xact_id();
  return new;
end
$$;

create trigger note_insert before insert on conversations for each row execute function hil_note_change();
-- What nobody is told of (who looks after it, when) is no change.
create trigger note_update before update on conversations for each row
  when (new.revision <> old.revision) execute function hil_note_change();
create trigger note_change before insert or update on handovers for each row execute function hil_note_change();
create trigger note_change before insert or update on waits for each row execute function hil_note_change();

create index conversations_changed on conversations (tenant_id, changed_in, conversation_id);
create index handovers_changed on handovers (tenant_id, changed_in, handover_id);
create index human_tasks_changed on waits (tenant_id, changed_in, wait_id) where kind in ('human', 'approval');
