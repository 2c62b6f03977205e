-- Persons, not credentials, are told apart by approvals. Null: from before this was kept.

-- Whose a key is.
alter table api_keys add column owner text check (owner <> '');

-- Who a run is for, whoever's words it works on: none of them approves what it asks for. Null: whoever requested it.
alter table runs add column requesters json;

-- Who wrote a message; a person of the tenant may write in a customer's name. Null also for what the AI wrote.
alter table messages add column posted_by text check (posted_by <> '');

-- Who opened it, and so stated its metadata, and who wrote the instruction with which it was handed back.
alter table conversations add column opened_by text check (opened_by <> '');
alter table conversations add column instructed_by text
  check (instructed_by is null or (instructed_by <> '' and instruction is not null));
grant update (instructed_by) on conversations to hil_app;

-- One person has one vote in a round, with however many credentials.
alter table wait_votes add column person text check (person <> '');
create unique index wait_votes_of_person on wait_votes (tenant_id, wait_id, round, coalesce(person, subject));

create index receipts_of_wait on receipts (tenant_id, (entry ->> 'waitId'), seq);
