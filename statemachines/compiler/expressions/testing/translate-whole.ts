import jsonata from "jsonata";
import type { Json } from "../../../../shared/contracts/json.ts";
import { withHelpers } from "../helpers.ts";
import type { Expression } from "../jmespath/ast.ts";
import type { Emission } from "../jmespath/emission.ts";
import { parseJmespath } from "../jmespath/parse.ts";
import { type Subject, type Term, pathSubject } from "../jmespath/subject.ts";
import { createEmission, translateValue } from "../jmespath/translate-value.ts";
import { ProblemError } from "../problem.ts";
import { UNKNOWN } from "../shape.ts";

/** The JSONata of an expression's value, with the whole datum in `$datum`; throws a ProblemError where it is refused. */
export function translateWholeValue(expression: string): string {
  return translateWhole(expression, translateValue);
}

/** The JSONata of an expression's truth, in the same way. */
export function translateWholeTruth(expression: string): string {
  return translateWhole(expression, (emission, node, subject) => emission.truth(node, subject, true));
}

function translateWhole(
  expression: string,
  translate: (emission: Emission, node: Expression, subject: Subject) => Term,
): string {
  const emission = createEmission(() => {
    throw new Error("the datum is the root: there is no scope");
  });
  const term = translate(emission, parseJmespath(expression), pathSubject("$datum", UNKNOWN));
  const [problem] = emission.problems;
  if (problem !== undefined) throw new ProblemError(problem);
  return withHelpers(term.text);
}

/** Evaluates with stock jsonata, the way Step Functions does: variables, and no input document. */
export async function evaluateJsonata(
  expression: string,
  variables: Record<string, Json | undefined>,
): Promise<unknown> {
  return jsonata(expression).evaluate(undefined, structuredClone(variables));
}

/** Evaluates a datum's translation; what is thrown is told apart from every value. */
export async function evaluateWhole(
  expression: string,
  datum: Json,
): Promise<{ value: unknown } | { failed: true }> {
  try {
    return { value: await evaluateJsonata(expression, { datum }) };
  } catch {
    return { failed: true };
  }
}
