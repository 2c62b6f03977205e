import type { Json } from "../../contracts/json.ts";
import type { CompiledWorkflow } from "../../contracts/workflow.ts";
import type { Sha256Hex } from "../access/ports.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";

/** Names a revision: SHA-256 of the compiled workflow's canonical text, the same whatever order its keys are written in. */
export function revisionDigest(workflow: CompiledWorkflow, sha256Hex: Sha256Hex): string {
  return sha256Hex(canonicalJson(workflow as unknown as Json));
}
