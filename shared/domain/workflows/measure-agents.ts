import type { Database, TenantTransaction } from "../storage/ports.ts";

/** How many of the tenant's latest runs are looked at. */
const sampledRuns = 50;

export interface AgentMeasure {
  calls: number;
  failures: number;
  /** Of the calls that succeeded. */
  averageLatencyMs: number | null;
}

/** How each agent did in the tenant's latest runs, by agent name; one that was not used has no entry. */
export async function measureAgents(
  tenantId: string,
  { database }: { database: Database },
): Promise<Map<string, AgentMeasure>> {
  const calls = await database.tenant(tenantId, recentCalls);
  const byAgent = Map.groupBy(calls, ({ agent }) => agent);
  return new Map([...byAgent].map(([agent, own]) => [agent, summarise(own)]));
}

interface Call {
  agent: string;
  failed: boolean;
  durationMs: number;
}

async function recentCalls(tx: TenantTransaction): Promise<Call[]> {
  const { items: runs } = await tx.runs.list({}, sampledRuns, null);
  const digests = new Set(runs.map(({ workflowDigest }) => workflowDigest));
  const agents = new Map<string, ReadonlyMap<string, string>>();
  for (const digest of digests) agents.set(digest, await agentsByNode(tx, digest));
  const calls: Call[] = [];
  for (const run of runs) {
    for (const result of await tx.nodes.list(run.runId)) {
      const agent = agents.get(run.workflowDigest)?.get(result.nodePath);
      if (agent === undefined || result.completedAtMs === null) continue;
      const durationMs = result.completedAtMs - result.startedAtMs;
      calls.push({ agent, failed: result.status === "failed", durationMs });
    }
  }
  return calls;
}

async function agentsByNode(tx: TenantTransaction, digest: string): Promise<ReadonlyMap<string, string>> {
  const nodes = Object.values((await tx.workflows.getRevision(digest))?.workflow.nodes ?? {});
  return new Map(
    nodes.flatMap((node) => (node.type === "agent" ? [[node.id, node.agent.name] as const] : [])),
  );
}

function summarise(calls: Call[]): AgentMeasure {
  const succeeded = calls.filter(({ failed }) => !failed);
  const totalMs = succeeded.reduce((total, { durationMs }) => total + durationMs, 0);
  return {
    calls: calls.length,
    failures: calls.length - succeeded.length,
    averageLatencyMs: succeeded.length === 0 ? null : Math.round(totalMs / succeeded.length),
  };
}
