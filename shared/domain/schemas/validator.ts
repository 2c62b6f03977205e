import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import type { Json, JsonSchema } from "../../contracts/json.ts";
import { canonicalJson } from "./canonical-json.ts";
import { burnFuel } from "./fuel.ts";
import { linearPattern } from "./linear-pattern.ts";
import { fuelKeyword, schemaRuleProblems, withFuelKeywords } from "./schema-rules.ts";
import { fromValidatorErrors, knownNamesOf, type SchemaProblem } from "./schema-problem.ts";

export type Validator =
  | { ok: true; run: ValidateFunction; knownNames: ReadonlySet<string> }
  | { ok: false; problems: SchemaProblem[] };

let ajv: Ajv2020 | undefined;

/** Builds a validator, or says what is wrong with the schema. `format` is an annotation, as 2020-12 has it. */
export function buildValidator(schema: JsonSchema): Validator {
  const broken = schemaRuleProblems(schema);
  if (broken.length > 0) return { ok: false, problems: broken };
  ajv ??= createAjv();
  const prepared = withFuelKeywords(schema);
  // Checked against the metaschema first: code is generated only from a schema of the right shape.
  if (ajv.validateSchema(prepared) !== true) {
    return { ok: false, problems: fromValidatorErrors(ajv.errors ?? [], knownNamesOf(schema)) };
  }
  try {
    return { ok: true, run: ajv.compile(prepared), knownNames: knownNamesOf(schema) };
  } catch (error) {
    return { ok: false, problems: [{ path: "", message: unusable(error) }] };
  } finally {
    // ajv keeps every schema it has seen; our own cache is bounded.
    ajv.removeSchema(prepared);
  }
}

function unusable(error: unknown): string {
  if (!(error instanceof Error)) return "cannot be used";
  return error instanceof RangeError
    ? "is nested too deeply"
    : `cannot be used: ${error.message.slice(0, 200)}`;
}

function createAjv(): Ajv2020 {
  const regExp = Object.assign(linearPattern, { code: "linearPattern" });
  const created = new Ajv2020({
    strict: false,
    allErrors: true,
    verbose: true,
    validateFormats: false,
    inlineRefs: false,
    logger: false,
    code: { regExp },
  });
  created.addKeyword({ keyword: fuelKeyword, schemaType: "boolean", validate: () => burnFuel(1) });
  created.removeKeyword("uniqueItems");
  // ajv compares every pair of objects; by canonical text it takes linear time.
  created.addKeyword({
    keyword: "uniqueItems",
    type: "array",
    schemaType: "boolean",
    error: { message: "must not hold the same item twice" },
    validate: (unique: boolean, items: Json[]) =>
      !unique || new Set(items.map(canonicalJson)).size === items.length,
  });
  return created;
}
