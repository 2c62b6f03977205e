export const tenantId = "acme";

/**
 * SQL that writes conversations that were closed over November 2026, one in five with a handover, each with a run of two
 * agents' nodes, outputs of a usual size, and four messages. Another tenant has a tenth as many.
 */
export function fillSql(episodes: number): string {
  return `set session_replication_role = replica;
    ${fillTenant(tenantId, episodes)}
    ${fillTenant("other", Math.floor(episodes / 10))}`;
}

function fillTenant(tenant: string, episodes: number): string {
  const begunAt = "timestamptz '2026-11-01T00:00:00Z' + i * (interval '30 days' / " + String(episodes) + ")";
  const series = `generate_series(0, ${episodes - 1}) i`;
  const compiled = JSON.stringify({
    nodes: {
      classify: { type: "agent", agent: { name: "classifier", type: "simple" } },
      research: { type: "agent", agent: { name: "researcher", type: "reasoning" } },
    },
  });
  const output = "json_build_object('text', repeat('x', 400))";
  return `
    insert into workflow_revisions (tenant_id, digest, name, version, compiled, source, published_at, deployed)
      values ('${tenant}', 'd', 'support', '1', '${compiled}', '', now(), false);
    insert into human_agents select '${tenant}', 'p' || i, 's' || i, 'Person', i || '@example.com', '[]', 'online', 5, 0, now()
      from generate_series(0, 19) i;
    insert into conversations (tenant_id, conversation_id, customer_id, channel, workflow_id, status, episode, turn, last_seq,
        last_customer_seq, seen_seq, metadata, created_at, updated_at, closed_at, revision)
      select '${tenant}', 'c' || i, 'john', (array['web', 'mobile', 'api'])[1 + i % 3], 'support', 'finished', 1, 1, 4, 3, 4,
        ${output}, ${begunAt}, ${begunAt}, ${begunAt}, 9 from ${series};
    insert into messages (tenant_id, conversation_id, seq, message_id, sender, sender_id, body, is_private, created_at)
      select '${tenant}', 'c' || i, seq, 'm' || seq, (array['customer', 'agent', 'customer', 'human_agent'])[seq],
        'p' || i % 20, '"hello"', false, ${begunAt} + seq * interval '90 seconds'
      from ${series} cross join generate_series(1, 4) seq;
    insert into runs (tenant_id, run_id, workflow_name, workflow_version, workflow_digest, conversation_id, input, context,
        status, decision, requested_by, accepted_at, started_at, completed_at, deployed)
      select '${tenant}', 'c' || i || '-e1-t1', 'support', '1', 'd', 'c' || i, ${output}, '{}', 'completed', 'FINISH', 'john',
        ${begunAt}, ${begunAt}, ${begunAt} + interval '1 minute', false from ${series};
    insert into node_results (tenant_id, run_id, node_path, node_type, status, output, error, attempts, started_at, seen_at,
        completed_at)
      select '${tenant}', 'c' || i || '-e1-t1', node, 'agent', case when i % 50 = 0 then 'failed' else 'completed' end,
        case when i % 50 = 0 then null else ${output} end, case when i % 50 = 0 then '{}'::json end, 1, ${begunAt}, ${begunAt},
        ${begunAt} + interval '30 seconds'
      from ${series} cross join unnest(array['classify', 'research']) node;
    insert into handovers (tenant_id, handover_id, conversation_id, episode, turn, reason, context, required_skills, priority,
        status, assigned_to, version, queued_at, assigned_at, first_response_at, closed_at, first_response_due_at)
      select '${tenant}', 'h' || i, 'c' || i, 1, 1, 'explicit_request', ${output}, '[]', 1, 'resolved', 'p' || i % 20, 3,
        ${begunAt} + interval '2 minutes', ${begunAt} + interval '3 minutes', ${begunAt} + interval '6 minutes',
        ${begunAt} + interval '10 minutes', ${begunAt} + interval '7 minutes'
      from ${series} where i % 5 = 0;
    insert into handover_assignments
      select '${tenant}', 'h' || i, 1, 'p' || i % 20, 'queue', ${begunAt} + interval '3 minutes',
        ${begunAt} + interval '10 minutes', 'resolved'
      from ${series} where i % 5 = 0;
    insert into episodes
      select '${tenant}', 'c' || i, 1, 'support', (array['web', 'mobile', 'api'])[1 + i % 3], 1, ${begunAt},
        ${begunAt} + interval '10 minutes', 'finished', 600000 + i, (i % 5 = 0)::int, 0, 3000 + i % 1000,
        case when i % 5 = 0 then 240000 + i % 5000 end, (i % 5 = 0)::int, (i % 5 = 0)::int, 0, 0,
        case when i % 5 = 0 then 420000 else 0 end, 0.0012, 0, case when i % 5 = 0 then 'p' || i % 20 end,
        case when i % 3 = 0 then 1 + i % 5 end
      from ${series};`;
}
