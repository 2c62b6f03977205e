import type { WorkflowRevision } from "../../../shared/contracts/workflow.ts";
import type { WorkflowStore } from "../../../shared/domain/storage/ports.ts";
import { inOrder } from "./page.ts";
import { keyOf, type Table } from "./table.ts";

export interface CurrentRow {
  name: string;
  version: string;
  digest: string;
  /** Which publication was last. */
  publication: number;
}

export interface WorkflowTables {
  revisions: Table<WorkflowRevision>;
  current: Table<CurrentRow>;
}

export function createWorkflowStore({ revisions, current }: WorkflowTables): WorkflowStore {
  return {
    async publish(revision) {
      const { name, version } = revision.workflow;
      const standing = revisions.find(revision.digest);
      if (standing === null) revisions.insert(revision);
      else if (revision.deployed) revisions.change(revision.digest, { deployed: true });
      const publication = Math.max(0, ...current.where(() => true).map((row) => row.publication)) + 1;
      current.remove(keyOf(name, version));
      current.insert({ name, version, digest: revision.digest, publication });
    },
    getRevision: async (digest) => revisions.find(digest),
    listDeployed: async (name, limit) =>
      revisions
        .where((revision) => revision.workflow.name === name && revision.deployed)
        .sort((a, b) => b.publishedAtMs - a.publishedAtMs || inOrder(a.digest, b.digest))
        .slice(0, limit),
    async getCurrent(name, version) {
      const latest = current
        .where((each) => each.name === name && (version === null || each.version === version))
        .sort((a, b) => b.publication - a.publication)[0];
      return latest === undefined ? null : revisions.find(latest.digest);
    },
    list: async () =>
      current
        .where(() => true)
        .sort((a, b) => inOrder(a.name, b.name) || inOrder(a.version, b.version))
        .map(({ digest }) => revisions.find(digest))
        .filter((revision) => revision !== null),
  };
}
