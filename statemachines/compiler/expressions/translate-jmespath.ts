import { jmespathAtoms } from "./jmespath/atoms.ts";
import { isReservedVariable } from "./builtins.ts";
import { withHelpers } from "./helpers.ts";
import { resolveConstants } from "./jmespath/constants.ts";
import type { Expression } from "./jmespath/ast.ts";
import { parseJmespath } from "./jmespath/parse.ts";
import { createRoots, unknownProperties } from "./jmespath/roots.ts";
import { createEmission } from "./jmespath/translate-value.ts";
import { findWarnings } from "./jmespath/warnings.ts";
import { checkLength } from "./limits.ts";
import { type Problem, ProblemError } from "./problem.ts";
import { minimalReads } from "./reads.ts";
import type { ConditionScope, Translation } from "./translation.ts";

/**
 * Translates a condition from JMESPath to JSONata 2.0.6: true exactly when JMESPath's value is true by its own rules
 * (false, null, "", [] and {} are not). Where JMESPath fails (a wrong type, say), the translation fails too.
 * https://jmespath.org/specification.html is followed where implementations differ.
 */
export function translateJmespath(expression: string, scope: ConditionScope): Translation {
  const problems = [
    ...checkLength(expression, "expression", expression.length),
    ...reservedVariables(scope, expression),
  ];
  if (problems.length > 0) return { ok: false, problems };
  try {
    return translateTree(parseJmespath(expression), expression, scope);
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problems: [error.problem] };
    throw error;
  }
}

function translateTree(parsed: Expression, text: string, scope: ConditionScope): Translation {
  const { expression, warnings } = resolveConstants(parsed);
  const roots = createRoots(scope);
  const emission = createEmission(roots.resolve);
  const term = emission.truth(expression, { type: "scope" }, true);
  const jsonata = withHelpers(term.text);
  const problems = [...emission.problems, ...checkLength(jsonata, "translation", text.length)];
  if (problems.length > 0) return { ok: false, problems: distinct(problems) };
  const reads = minimalReads(emission.reads);
  return {
    ok: true,
    jsonata,
    reads,
    nodes: roots.nodes,
    inputFields: distinct(roots.inputFields),
    atoms: jmespathAtoms(expression, scope),
    warnings: [
      ...warnings,
      ...findWarnings(expression, (name) => scope.nodes.has(name)),
      ...unknownProperties(scope, reads, expression),
    ],
  };
}

/** A reserved variable would be a mistake of the compiler; it is reported, not translated into something else. */
export function reservedVariables(scope: ConditionScope, expression: string): Problem[] {
  const variables = [...scope.nodes.values()].map(({ variable }) => variable);
  return variables
    .filter((variable) => isReservedVariable(variable.replace(/^\$/, "")))
    .map((variable) => ({
      code: "condition-reserved-variable",
      message: `A node cannot be kept in ${variable}: the name is taken in JSONata.`,
      hint: "Give the node another id.",
      offset: 0,
      length: expression.length,
    }));
}

/** Without repetitions. */
export function distinct<T extends object>(items: T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}
