import type { Json, JsonObject, JsonSchema } from "../../../../shared/contracts/json.ts";
import { selectFields } from "../../../../shared/domain/workflows/select-fields.ts";
import type { ConditionScope, Read, Translation } from "../translation.ts";
import { evaluateJsonata } from "./translate-whole.ts";

export const INPUT = "$states.context.Execution.Input.input";

/** Outputs of two nodes, `a` (of which nothing is known) and `b` (with a schema), and the run's input. */
export interface ScopeData {
  a: JsonObject | null | undefined;
  b: JsonObject | null | undefined;
  input: JsonObject;
}

export function scopeOf(schema: JsonSchema): ConditionScope {
  return {
    nodes: new Map([
      ["a", { variable: "$a" }],
      ["b", { variable: "$b", schema }],
    ]),
    input: { expression: INPUT },
    output: "a",
  };
}

/** The scope as one object, the way conditions see it. */
export function scopeObject({ a, b, input }: ScopeData): JsonObject {
  const entry = (output: JsonObject | null | undefined): Json => (output ? { ...output, output } : null);
  return { ...input, input, a: entry(a), b: entry(b), output: a ?? null };
}

export type Translated = Extract<Translation, { ok: true }>;

/** The condition's result; a failure's message is not compared. */
export async function evaluateCondition(
  translation: Translated,
  { a, b, input }: ScopeData,
): Promise<unknown> {
  try {
    return await evaluateJsonata(translation.jsonata, {
      a,
      b,
      states: { context: { Execution: { Input: { input } } } },
    });
  } catch {
    return "failed";
  }
}

/** What is left of the data when only the values that the translation reads are kept. */
export function projectScope({ reads }: Translated, { a, b, input }: ScopeData): ScopeData {
  const project = (value: JsonObject | null | undefined, owner: string): JsonObject | null | undefined => {
    const paths = reads.filter((read) => ownerOf(read) === owner).map(({ path }) => path);
    return value ? (selectFields(value, paths, owner) as JsonObject) : value;
  };
  return { a: project(a, "a"), b: project(b, "b"), input: project(input, "input") ?? {} };
}

function ownerOf({ source }: Read): string {
  return source.kind === "node" ? source.id : "input";
}
