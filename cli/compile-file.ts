import { readFileSync } from "node:fs";
import type { CompiledWorkflow, Diagnostic } from "../shared/contracts/workflow.ts";
import { workflowCompiler } from "../local/index.ts";
import { UsageError } from "./usage-error.ts";

export interface CompiledFile {
  file: string;
  source: string;
  /** Absent when there are errors. */
  workflow?: CompiledWorkflow;
  diagnostics: Diagnostic[];
}

/** @throws UsageError when the file cannot be read */
export function compileFile(file: string): CompiledFile {
  const source = read(file);
  return { file, source, ...workflowCompiler().compile(source, file) };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
