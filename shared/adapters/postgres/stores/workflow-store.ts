import type { CompiledWorkflow, WorkflowRevision } from "../../../contracts/workflow.ts";
import type { WorkflowStore } from "../../../domain/storage/ports.ts";
import { timestamp } from "../column-values.ts";
import { jsonText } from "../json-text.ts";
import type { Query } from "../session.ts";

interface RevisionRow {
  digest: string;
  compiled: CompiledWorkflow;
  source: string;
  deployed: boolean;
  published_at: number;
}

const selectCurrent = `select revision.digest, revision.compiled, revision.source, revision.deployed,
     revision.published_at
   from workflows join workflow_revisions as revision
     on (revision.tenant_id, revision.digest) = (workflows.tenant_id, workflows.digest)`;

export function createWorkflowStore(query: Query, tenantId: string): WorkflowStore {
  return {
    async publish({ digest, workflow, source, deployed, publishedAtMs }) {
      const { name, version } = workflow;
      await query(
        `with stored as (
           insert into workflow_revisions (tenant_id, digest, name, version, compiled, source, published_at, deployed)
           values ($1, $2, $3, $4, $5, $6, $7, $8)
           on conflict (tenant_id, digest) do update
             set deployed = workflow_revisions.deployed or excluded.deployed)
         insert into workflows (tenant_id, name, version, digest, published_at)
         values ($1, $3, $4, $2, $7)
         on conflict (tenant_id, name, version) do update
           set digest = excluded.digest, published_at = excluded.published_at, publication = default`,
        [
          tenantId,
          digest,
          name,
          version,
          jsonText(workflow),
          source,
          timestamp(publishedAtMs),
          String(deployed),
        ],
      );
    },

    async getRevision(digest) {
      const [row] = await query<RevisionRow>("select * from workflow_revisions where digest = $1", [digest]);
      return row === undefined ? null : revisionOf(row);
    },

    async listDeployed(name, limit) {
      const rows = await query<RevisionRow>(
        `select * from workflow_revisions where name = $1 and deployed order by published_at desc, digest limit $2`,
        [name, limit],
      );
      return rows.map(revisionOf);
    },

    async getCurrent(name, version) {
      const [row] = await query<RevisionRow>(
        `${selectCurrent} where workflows.name = $1 and ($2::text is null or workflows.version = $2)
         order by workflows.publication desc limit 1`,
        [name, version],
      );
      return row === undefined ? null : revisionOf(row);
    },

    async list() {
      const rows = await query<RevisionRow>(`${selectCurrent} order by workflows.name, workflows.version`);
      return rows.map(revisionOf);
    },
  };
}

function revisionOf(row: RevisionRow): WorkflowRevision {
  return {
    digest: row.digest,
    workflow: row.compiled,
    source: row.source,
    deployed: row.deployed,
    publishedAtMs: row.published_at,
  };
}
