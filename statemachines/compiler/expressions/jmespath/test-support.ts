import jsonata from "jsonata";
import type { Json } from "../../../../shared/contracts/json.ts";
import { withHelpers } from "../helpers.ts";
import { ProblemError } from "../problem.ts";
import { UNKNOWN } from "../shape.ts";
import { parseJmespath } from "./parse.ts";
import { pathSubject } from "./subject.ts";
import { createEmission, translateValue } from "./translate-value.ts";

/** The JSONata of an expression's value, with the whole datum in `$datum`; throws a ProblemError where it is refused. */
export function translateWhole(expression: string): string {
  const emission = createEmission(() => {
    throw new Error("the datum is the root: there is no scope");
  });
  const term = translateValue(emission, parseJmespath(expression), pathSubject("$datum", UNKNOWN));
  const [problem] = emission.problems;
  if (problem !== undefined) throw new ProblemError(problem);
  return withHelpers(term.text);
}

/** The truth of an expression, in the same way. */
export function translateWholeTruth(expression: string): string {
  const emission = createEmission(() => {
    throw new Error("the datum is the root: there is no scope");
  });
  const term = emission.truth(parseJmespath(expression), pathSubject("$datum", UNKNOWN), true);
  const [problem] = emission.problems;
  if (problem !== undefined) throw new ProblemError(problem);
  return withHelpers(term.text);
}

/** Evaluates with stock jsonata, the way Step Functions does: variables, and no input document. */
export async function evaluateJsonata(expression: string, variables: Record<string, Json>): Promise<unknown> {
  return jsonata(expression).evaluate(undefined, structuredClone(variables));
}
