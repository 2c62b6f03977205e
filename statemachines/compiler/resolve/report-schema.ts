import type { JsonSchema } from "../../../shared/contracts/json.ts";
import { checkSchema } from "../../../shared/domain/schemas/validate.ts";
import type { Path } from "../../language/source-document.ts";
import type { ResolveContext } from "./context.ts";

/** Reports what is wrong with a JSON Schema in the workflow, each mistake at its own place. */
export function reportSchemaProblems(schema: JsonSchema, path: Path, { diagnostics }: ResolveContext): void {
  for (const problem of checkSchema(schema)) {
    const steps = problem.path.split("/").slice(1).map(unescape);
    const what = problem.path === "" ? "The schema" : problem.path.slice(1).replaceAll("/", ".");
    diagnostics.error(
      "invalid-schema",
      `${what} ${problem.message}.`,
      "Write a JSON Schema (2020-12): https://json-schema.org/understanding-json-schema.",
      { path: [...path, ...steps] },
    );
  }
}

function unescape(step: string): string | number {
  const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
  return /^\d+$/.test(name) ? Number(name) : name;
}
