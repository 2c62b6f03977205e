import type { JsonSchema } from "../../../shared/contracts/json.ts";
import { checkSchema } from "../../../shared/domain/schemas/validate.ts";
import { checkJsonSchema } from "../../language/check-json-schema.ts";
import type { Path } from "../../language/source-document.ts";
import type { ResolveContext } from "./context.ts";

/** Reports what is wrong with a JSON Schema in the workflow; what the validator says of it is the last word. */
export function reportSchemaProblems(schema: JsonSchema, path: Path, { diagnostics }: ResolveContext): void {
  const problems = checkJsonSchema(schema);
  for (const problem of problems)
    diagnostics.error("invalid-schema", problem.message, problem.hint, { path: [...path, ...problem.path] });
  if (problems.length > 0) return;
  const hint = "Write a JSON Schema (2020-12): https://json-schema.org/understanding-json-schema.";
  for (const problem of checkSchema(schema))
    diagnostics.error("invalid-schema", `The schema ${problem.message}.`, hint, { path });
}
