import { NotAllowedError } from "../../contracts/errors.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { Diagnostic, WorkflowRevision } from "../../contracts/workflow.ts";
import type { Sha256Hex } from "../access/ports.ts";
import type { Database } from "../storage/ports.ts";
import { compileValid } from "./compile-valid.ts";
import type { StateMachines, WorkflowCompiler } from "./ports.ts";
import { revisionDigest } from "./revision-digest.ts";

/**
 * Compiles a workflow and makes it the current revision of its (name, version). Its state machine is made first, so that
 * no run ever finds the revision without one. Published again, an unchanged workflow stays the same revision.
 * @throws NotAllowedError, InvalidWorkflowError
 */
export async function publishWorkflow(
  principal: Principal,
  upload: { source: string; file: string },
  services: {
    database: Database;
    compiler: WorkflowCompiler;
    stateMachines: Pick<StateMachines, "publish">;
    sha256Hex: Sha256Hex;
    nowMs: () => number;
  },
): Promise<{ revision: WorkflowRevision; warnings: Diagnostic[] }> {
  if (!principal.scopes.includes("workflows:write"))
    throw new NotAllowedError("This credential publishes nothing.");
  const { workflow, diagnostics } = await compileValid(upload, services.compiler);
  const digest = revisionDigest(workflow, services.sha256Hex);
  await services.stateMachines.publish(workflow, digest);
  const revision: WorkflowRevision = {
    digest,
    workflow,
    source: upload.source,
    deployed: false,
    publishedAtMs: services.nowMs(),
  };
  const stored = await services.database.tenant(principal.tenantId, async (tx) => {
    await tx.workflows.publish(revision);
    return tx.workflows.getRevision(digest);
  });
  return { revision: stored ?? revision, warnings: diagnostics };
}
