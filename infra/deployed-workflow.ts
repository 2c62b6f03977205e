import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { StateMachineSpec } from "../shared/contracts/topology.ts";
import { revisionDigest } from "../shared/domain/workflows/revision-digest.ts";
import { workflowCompiler } from "../shared/services/workflow-compiler.ts";

const projectRoot = fileURLToPath(new URL("../", import.meta.url));

export interface DeployedMachine {
  /** Amazon States Language with `${RunAgent}` placeholders. */
  definition: string;
  /** Of the workflow's revision; null for a machine that is no workflow's. */
  digest: string | null;
}

/** What a state machine of the topology is deployed with. @throws Error as `deployedWorkflow` */
export function deployedMachine({ definition, fixed }: StateMachineSpec): DeployedMachine {
  if (fixed !== true) return deployedWorkflow(definition);
  const machine: unknown = JSON.parse(readFileSync(join(projectRoot, definition), "utf8"));
  return { definition: JSON.stringify(machine), digest: null };
}

export interface DeployedWorkflow {
  /** Amazon States Language with `${RunAgent}` placeholders. */
  definition: string;
  /** Names the revision that the definition's tasks belong to, which knows more than the definition: agents, templates. */
  digest: string;
}

/**
 * A workflow that ships, by the path of its compiled definition from the project root.
 * @throws Error when the definition is not what its source compiles to now
 */
export function deployedWorkflow(path: string): DeployedWorkflow {
  const definition: unknown = JSON.parse(readFileSync(join(projectRoot, path), "utf8"));
  const sourcePath = path.replace(/\.asl\.json$/, ".yaml");
  const source = readFileSync(join(projectRoot, sourcePath), "utf8");
  const { workflow } = workflowCompiler().compile(source, sourcePath);
  const text = JSON.stringify(definition);
  if (workflow === undefined || JSON.stringify(workflow.stateMachine) !== text)
    throw new Error(`${path} is not what ${sourcePath} compiles to: npm run generate`);
  return { definition: text, digest: revisionDigest(workflow, sha256Hex) };
}

function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
