import jsonata from "jsonata";
import { jsonataAtoms } from "./jsonata/atoms.ts";
import type { Node } from "../../asl/jsonata-ast.ts";
import { isBoolean } from "./jsonata/is-boolean.ts";
import { parseJsonata } from "./jsonata/parse.ts";
import { rewrite } from "./jsonata/rewrite.ts";
import type { Edit } from "./jsonata/root-path.ts";
import { unknownProperties } from "./jmespath/roots.ts";
import { checkLength } from "./limits.ts";
import { type Problem, ProblemError } from "./problem.ts";
import { minimalReads } from "./reads.ts";
import { distinct, reservedVariables } from "./translate-jmespath.ts";
import type { ConditionScope, Translation } from "./translation.ts";

/**
 * Fits a condition in JSONata into a state machine: the names of the scope become the variables that hold their values, all
 * else stays as it is written, and what is nothing counts as false. What Step Functions does not have, what needs an input
 * document and what would not give the same answer twice is refused.
 */
export function translateJsonata(expression: string, scope: ConditionScope): Translation {
  const problems = [
    ...checkLength(expression, "expression", expression.length),
    ...reservedVariables(scope, expression),
  ];
  if (problems.length > 0) return { ok: false, problems };
  try {
    return translateTree(parseJsonata(expression), expression, scope);
  } catch (error) {
    if (error instanceof ProblemError) return { ok: false, problems: [error.problem] };
    throw error;
  }
}

function translateTree(root: Node, text: string, scope: ConditionScope): Translation {
  const { edits, bindings, reads, problems, nodes, inputFields } = rewrite(root, text, scope);
  if (problems.length > 0) return { ok: false, problems: distinct(problems) };
  const rewritten = applyEdits(text, edits);
  const condition = isBoolean(root) ? rewritten : `$boolean(${rewritten}) = true`;
  const prefix = [...bindings].map(([variable, value]) => `${variable} := ${value}; `).join("");
  const bound = prefix === "" ? condition : `(${prefix}${condition})`;
  const late = [...checkLength(bound, "translation", text.length), ...checkParses(bound, text)];
  if (late.length > 0) return { ok: false, problems: late };
  const minimal = minimalReads(reads);
  return {
    ok: true,
    jsonata: bound,
    reads: minimal,
    nodes,
    inputFields: distinct(inputFields),
    atoms: jsonataAtoms(root, text, scope),
    warnings: unknownProperties(scope, minimal, { offset: 0, end: text.length }),
  };
}

function applyEdits(text: string, edits: Edit[]): string {
  const unique = [...new Map(edits.map((edit) => [edit.offset, edit])).values()];
  return unique
    .toSorted((left, right) => right.offset - left.offset)
    .reduce((result, edit) => result.slice(0, edit.offset) + edit.text + result.slice(edit.end), text);
}

/** A parent operator that climbs above an output or the input has no parent there any more. */
function checkParses(translation: string, text: string): Problem[] {
  try {
    jsonata(translation);
    return [];
  } catch {
    const message = "The parent operator % climbs above a node's output or the input.";
    const hint = "Name the value from its root instead.";
    return [{ code: "condition-root", message, hint, offset: 0, length: text.length }];
  }
}
