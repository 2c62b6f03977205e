import { InvalidFieldsError } from "../../contracts/api/problems.ts";
import { NotAllowedError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { CompiledWorkflow, Diagnostic, WorkflowRevision } from "../../contracts/workflow.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";
import type { Database } from "../storage/ports.ts";
import type { StateMachines, WorkflowCompiler } from "./ports.ts";

/** A workflow's source has errors: all that the compiler says of it. */
export class InvalidWorkflowError extends InvalidFieldsError {
  readonly diagnostics: Diagnostic[];

  constructor(diagnostics: Diagnostic[]) {
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    super(
      "The workflow has errors.",
      errors.map(({ file, line, column, message }) => ({
        pointer: "#/source",
        detail: `${file}:${line}:${column} ${message}`,
      })),
    );
    this.diagnostics = diagnostics;
  }
}

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
  const { workflow, diagnostics } = services.compiler.compile(upload.source, upload.file);
  const broken = diagnostics.some(({ severity }) => severity === "error");
  if (workflow === undefined || broken) throw new InvalidWorkflowError(diagnostics);
  const digest = workflowDigest(workflow, services.sha256Hex);
  await services.stateMachines.publish(workflow, digest);
  const revision: WorkflowRevision = {
    digest,
    workflow,
    source: upload.source,
    publishedAtMs: services.nowMs(),
  };
  const stored = await services.database.tenant(principal.tenantId, async (tx) => {
    await tx.workflows.publish(revision);
    return tx.workflows.getRevision(digest);
  });
  return { revision: stored ?? revision, warnings: diagnostics };
}

/** SHA-256 of the compiled workflow's canonical text: the same whatever order its keys are written in. */
function workflowDigest(workflow: CompiledWorkflow, sha256Hex: Sha256Hex): string {
  return sha256Hex(canonicalJson(workflow as unknown as Json));
}
