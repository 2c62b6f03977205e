-- Which run a message belongs to, so that a check of the run finds what stayed unsent.
alter table outbox add column run_id text;
create index outbox_unsent_of_run on outbox (tenant_id, run_id) where sent_at is null;

-- True: the revision's state machine is part of a deployment, with an alias that a release moves; else it has one of its own.
alter table workflow_revisions add column deployed boolean not null default false;
grant update (deployed) on workflow_revisions to hil_app;
create index workflow_revisions_deployed on workflow_revisions (tenant_id, name, published_at desc) where deployed;

-- True: the run was accepted for a deployed state machine. Which revision of it runs is known once it has started, because
-- an alias may lead to two.
alter table runs add column deployed boolean not null default false;
grant update (workflow_version, workflow_digest) on runs to hil_app;

-- Nobody looks for silent runs across tenants any more: each run is checked by itself.
drop policy running on runs;
revoke select (tenant_id, run_id, workflow_name, status, started_at) on runs from hil_system;
drop policy signs_of_life on node_results;
revoke select (tenant_id, run_id, seen_at) on node_results from hil_system;
drop policy signs_of_life on agent_steps;
revoke select (tenant_id, run_id, ended_at) on agent_steps from hil_system;
drop policy open_waits on waits;
revoke select (tenant_id, run_id, status) on waits from hil_system;
drop index runs_running;
