-- The two roles that every transaction of the application takes. Roles belong to the whole server: another database on
-- it may have made them already, or be making them at this moment.
do $$
begin
  if not exists (select from pg_roles where rolname = 'hil_app') then
    create role hil_app nologin;
  end if;
  if not exists (select from pg_roles where rolname = 'hil_system') then
    create role hil_system nologin;
  end if;
end
$$;

do $$
begin
  if exists (
    select from pg_roles where rolname in ('hil_app', 'hil_system') and (rolsuper or rolbypassrls)
  ) then
    raise exception 'hil_app and hil_system must not be able to bypass row-level security';
  end if;
end
$$;

-- The login that migrates is the one that works, unless whoever deploys grants the roles to another.
do $$
declare
  -- PostgreSQL 16 tells "may administer the role" (which its creator has) from "may take the role".
  membership text := case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end;
  needed name;
begin
  foreach needed in array array['hil_app', 'hil_system']::name[] loop
    if not pg_has_role(current_user, needed, membership) then
      execute format('grant %I to %I', needed, current_user);
    end if;
  end loop;
end
$$;

grant usage on schema public to hil_app, hil_system;
