import { FatalError } from "../../contracts/errors.ts";
import type { WorkflowRevision } from "../../contracts/workflow.ts";
import type { Sha256Hex } from "../access/ports.ts";
import type { Database } from "../storage/ports.ts";
import { compileValid } from "./compile-valid.ts";
import type { WorkflowCompiler } from "./ports.ts";
import { revisionDigest } from "./revision-digest.ts";

/**
 * Registers a workflow whose state machine is part of the deployment, before the machine's alias leads to it, and makes
 * it the current revision of its name. A revision that was deployed before (a release is taken back) is taken as it was
 * stored, whatever this code would make of its source.
 * @param digest of the revision that the state machine was made from
 * @throws FatalError when this code compiles it to something else, InvalidWorkflowError
 */
export async function deployWorkflow(
  tenantId: string,
  digest: string,
  upload: { source: string; file: string } | null,
  services: { database: Database; compiler: WorkflowCompiler; sha256Hex: Sha256Hex; nowMs: () => number },
): Promise<void> {
  const { database, nowMs } = services;
  const stored = await database.tenant(tenantId, (tx) => tx.workflows.getRevision(digest));
  const revision = stored?.deployed === true ? stored : await compile(digest, upload, services);
  await database.tenant(tenantId, (tx) => tx.workflows.publish({ ...revision, publishedAtMs: nowMs() }));
}

async function compile(
  digest: string,
  upload: { source: string; file: string } | null,
  services: { compiler: WorkflowCompiler; sha256Hex: Sha256Hex },
): Promise<Omit<WorkflowRevision, "publishedAtMs">> {
  if (upload === null) throw new FatalError(`There is no workflow of revision ${digest} in this release.`);
  const { workflow } = await compileValid(upload, services.compiler);
  const own = revisionDigest(workflow, services.sha256Hex);
  if (own !== digest) {
    throw new FatalError(
      `The state machine of ${workflow.name} was made from revision ${digest}, and its functions have ${own}: deploy both from the same checkout.`,
    );
  }
  return { digest, workflow, source: upload.source, deployed: true };
}
