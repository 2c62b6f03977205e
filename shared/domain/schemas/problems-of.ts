import type { Json, JsonSchema } from "../../contracts/json.ts";
import type { SchemaProblem } from "./schema-problem.ts";

/** As `validate`, whose libraries are loaded when there is a value to check: they are half of a function's code. */
export async function problemsOf(schema: JsonSchema, value: Json): Promise<SchemaProblem[]> {
  const { validate } = await import("./validate.ts");
  return validate(schema, value);
}
