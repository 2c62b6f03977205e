import { InvalidFieldsError } from "../../contracts/field-problems.ts";
import type { CompiledWorkflow, Diagnostic } from "../../contracts/workflow.ts";
import type { WorkflowCompiler } from "./ports.ts";

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

/** @throws InvalidWorkflowError with all that is wrong */
export async function compileValid(
  { source, file }: { source: string; file: string },
  compiler: WorkflowCompiler,
): Promise<{ workflow: CompiledWorkflow; diagnostics: Diagnostic[] }> {
  const { workflow, diagnostics } = await compiler.compile(source, file);
  const broken = diagnostics.some(({ severity }) => severity === "error");
  if (workflow === undefined || broken) throw new InvalidWorkflowError(diagnostics);
  return { workflow, diagnostics };
}
