import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Diagnostic } from "../shared/contracts/workflow.ts";
import { InvalidWorkflowError } from "../shared/domain/workflows/compile-valid.ts";
import { publishWorkflow } from "../shared/domain/workflows/publish-workflow.ts";
import { nowMs, sha256Hex } from "../shared/services/clock.ts";
import { stateMachines } from "../shared/services/state-machines.ts";
import { workflowCompiler } from "../shared/services/workflow-compiler.ts";
import type { Database } from "../shared/domain/storage/ports.ts";
import { hostPrincipal } from "./environment.ts";

export interface Published {
  /** `name@version` of what runs now. */
  published: string[];
  diagnostics: Diagnostic[];
  /** By file, for showing diagnostics. */
  sources: ReadonlyMap<string, string>;
}

/** Where a host looks for workflows: `HIL_WORKFLOWS_DIR`, else those that ship. */
export function workflowsDir(): string {
  const shipped = fileURLToPath(new URL("../statemachines/workflows/", import.meta.url));
  return resolve(process.env["HIL_WORKFLOWS_DIR"] ?? shipped);
}

/** Publishes every workflow of the folder. One with mistakes keeps its last good revision and is reported. */
export async function publishWorkflows(database: Database): Promise<Published> {
  const names = readdirSync(workflowsDir()).filter((name) => name.endsWith(".yaml"));
  const files = names.sort().map((name) => relative(process.cwd(), join(workflowsDir(), name)));
  const sources = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
  const published: string[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [file, source] of sources) {
    try {
      const { revision, warnings } = await publish(database, { source, file });
      published.push(`${revision.workflow.name}@${revision.workflow.version}`);
      diagnostics.push(...warnings);
    } catch (error) {
      if (!(error instanceof InvalidWorkflowError)) throw error;
      diagnostics.push(...error.diagnostics);
    }
  }
  return { published, diagnostics, sources };
}

function publish(database: Database, upload: { source: string; file: string }) {
  const services = {
    database,
    compiler: workflowCompiler(),
    stateMachines: stateMachines(),
    sha256Hex,
    nowMs,
  };
  return publishWorkflow(hostPrincipal, upload, services);
}
