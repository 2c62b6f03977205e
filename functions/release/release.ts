import type { ReleaseProperties } from "../../shared/contracts/release.ts";
import { deployWorkflow } from "../../shared/domain/workflows/deploy-workflow.ts";
import { nowMs, sha256Hex } from "../../shared/services/clock.ts";
import { database } from "../../shared/services/database.ts";
import { shippedWorkflow } from "../../shared/services/shipped-workflows.ts";

/**
 * What has to be true before traffic moves to a new release: the database has its schema, and the tenant has the revisions
 * that the deployed state machines are made from. What a release left as it was is not touched.
 */
export async function release(
  { tenantId, revisions }: ReleaseProperties,
  old: ReleaseProperties | null,
): Promise<void> {
  await database().migrate();
  const { workflowCompiler } = await import("../../shared/services/workflow-compiler.ts");
  const services = { database: database(), compiler: workflowCompiler(), sha256Hex, nowMs };
  const before = old?.tenantId === tenantId ? old.revisions : {};
  for (const [name, digest] of Object.entries(revisions)) {
    if (before[name] !== digest) await deployWorkflow(tenantId, digest, shippedWorkflow(name), services);
  }
}
