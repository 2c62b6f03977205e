import { ALWAYS, type Atoms, NEVER, atom, both, either } from "../atoms.ts";
import type { Ordering } from "../facts.ts";
import { inputSubject, outputSubject, stepSubject } from "../subject-key.ts";
import type { ConditionScope } from "../translation.ts";
import { children, type Expression, type ExpressionOf } from "./ast.ts";
import { isTrue } from "./truth.ts";

/** What follows from a condition's being true. */
export function jmespathAtoms(node: Expression, scope: ConditionScope): Atoms {
  return atomsOf(node, true, SCOPE);

  /** What follows from the truth (`holds`) or untruth of an expression whose current value is `context`. */
  function atomsOf(node: Expression, holds: boolean, context: string): Atoms {
    switch (node.type) {
      case "and":
      case "or": {
        const join = (node.type === "and") === holds ? both : either;
        return join(atomsOf(node.left, holds, context), atomsOf(node.right, holds, context));
      }
      case "not":
        return atomsOf(node.operand, !holds, context);
      case "literal":
        return isTrue(node.value) === holds ? ALWAYS : NEVER;
      case "then":
        return atomsOf(node.right, holds, keyOf(node.left, context));
      case "compare":
        return atomsOfComparison(node, holds, context);
      default:
        return atom(keyOf(node, context), { test: "truth", language: "jmespath", holds });
    }
  }

  function atomsOfComparison(node: ExpressionOf<"compare">, holds: boolean, context: string): Atoms {
    const { left, right } = node;
    const isEquality = node.operator === "==" || node.operator === "!=";
    const literal = right.type === "literal" ? right : left;
    if (literal.type !== "literal") {
      const key = keyOf({ ...node, operator: isEquality ? "==" : node.operator }, context);
      return atom(key, { test: "truth", language: "jmespath", holds: (node.operator === "!=") !== holds });
    }
    const subject = keyOf(literal === right ? left : right, context);
    if (isEquality)
      return atom(subject, {
        test: "equals",
        value: literal.value,
        holds: (node.operator === "==") === holds,
      });
    // An ordering with anything but a number is null.
    if (typeof literal.value !== "number") return holds ? NEVER : ALWAYS;
    const operator = (literal === right ? node.operator : MIRRORED[node.operator as Ordering]) as Ordering;
    return atom(subject, { test: "ordering", operator, number: literal.value, holds });
  }

  /** A name for the expression's value: equal names, equal values. */
  function keyOf(node: Expression, context: string): string {
    switch (node.type) {
      case "current":
        return context;
      case "field":
        return context === SCOPE ? rootKey(node.name) : fieldKey(context, node.name);
      case "then":
        return keyOf(node.right, keyOf(node.left, context));
      case "reference":
        return `&${keyOf(node.expression, ELEMENT)}`;
      case "project":
      case "project-values":
        return JSON.stringify([node.type, keyOf(node.left, context), keyOf(node.right, ELEMENT)]);
      case "filter": {
        const [condition, right] = [keyOf(node.condition, ELEMENT), keyOf(node.right, ELEMENT)];
        return JSON.stringify([node.type, keyOf(node.left, context), condition, right]);
      }
      default:
        return JSON.stringify([own(node), context, ...children(node).map((child) => keyOf(child, context))]);
    }
  }

  function rootKey(name: string): string {
    if (name === "output" && scope.output !== undefined) return outputSubject(scope.output);
    if (scope.nodes.has(name)) return `${ENTRY}${name}`;
    return name === "input" ? inputSubject() : stepSubject(inputSubject(), name);
  }
}

const SCOPE = "scope";
const ENTRY = "entry ";
const ELEMENT = "element";
const MIRRORED: Record<Ordering, Ordering> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function fieldKey(context: string, name: string): string {
  if (!context.startsWith(ENTRY)) return stepSubject(context, name);
  const output = outputSubject(context.slice(ENTRY.length));
  return name === "output" ? output : stepSubject(output, name);
}

/** A node without its place and its children. */
function own(node: Expression): unknown {
  switch (node.type) {
    case "literal":
      return [node.type, node.value];
    case "index":
      return [node.type, node.index];
    case "slice":
      return [node.type, node.start, node.stop, node.step];
    case "hash":
      return [node.type, node.entries.map(({ key }) => key)];
    case "compare":
      return [node.type, node.operator];
    case "call":
      return [node.type, node.name];
    default:
      return node.type;
  }
}
