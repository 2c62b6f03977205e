import type { Json } from "../../../../shared/contracts/json.ts";
import { ALWAYS, type Atoms, NEVER, atom, both, either } from "../atoms.ts";
import type { Ordering } from "../facts.ts";
import type { ConditionScope } from "../translation.ts";
import type { Node } from "../../../asl/jsonata-ast.ts";
import { hasFilter, isBoolean } from "./is-boolean.ts";
import { createRootPaths } from "./root-path.ts";

/** What follows from a condition's being true. JSONata's nothing makes less follow than JMESPath's null would. */
export function jsonataAtoms(root: Node, text: string, scope: ConditionScope): Atoms {
  const rootPaths = createRootPaths(scope, text, false);
  return atomsOf(root, true);

  function atomsOf(node: Node, holds: boolean): Atoms {
    switch (node.type) {
      case "value":
        return (node.value === true) === holds ? ALWAYS : NEVER;
      case "block": {
        const [only, ...others] = node.expressions ?? [];
        return only === undefined || others.length > 0 || hasFilter(node) ? ALWAYS : atomsOf(only, holds);
      }
      case "binary":
        return atomsOfBinary(node, holds);
      case "function":
        return atomsOfNegation(node, holds);
      default: {
        const subject = subjectOf(node);
        return subject === undefined ? ALWAYS : atom(subject, { test: "truth", language: "jsonata", holds });
      }
    }
  }

  function atomsOfBinary(node: Node, holds: boolean): Atoms {
    const [left, right] = [node.lhs as Node, node.rhs];
    if (right === undefined) return ALWAYS;
    switch (node.value) {
      case "and":
      case "or": {
        const join = (node.value === "and") === holds ? both : either;
        return join(atomsOf(left, holds), atomsOf(right, holds));
      }
      case "=":
      case "!=":
        return atomsOfEquality(left, right, node.value, holds);
      case "in":
        return atomsOfInclusion(left, right, holds);
      case "<":
      case "<=":
      case ">":
      case ">=":
        return atomsOfOrdering(left, right, node.value, holds);
      default:
        return ALWAYS;
    }
  }

  function atomsOfEquality(left: Node, right: Node, operator: "=" | "!=", holds: boolean): Atoms {
    const [value, other] = scalarOf(right) === undefined ? [scalarOf(left), right] : [scalarOf(right), left];
    const subject = subjectOf(other);
    if (value === undefined || subject === undefined) return ALWAYS;
    if (operator === "=") {
      // Not equal to null: that, or nothing, which is null to JMESPath.
      return value === null && !holds ? ALWAYS : atom(subject, { test: "equals", value, holds });
    }
    return holds ? atom(subject, { test: "equals", value, holds: false }) : ALWAYS;
  }

  function atomsOfInclusion(left: Node, right: Node, holds: boolean): Atoms {
    const subject = subjectOf(left);
    const items =
      right.type === "unary" && right.value === "[" && !hasFilter(right)
        ? (right.expressions ?? [])
        : [right];
    const values = items.map(scalarOf);
    if (subject === undefined || values.some((value) => value === undefined || value === null)) return ALWAYS;
    const each = values.map((value) => atom(subject, { test: "equals", value: value ?? null, holds }));
    return holds ? each.reduce(either, NEVER) : each.reduce(both, ALWAYS);
  }

  function atomsOfOrdering(left: Node, right: Node, operator: Ordering, holds: boolean): Atoms {
    const mirrored = scalarOf(right) === undefined;
    const [number, subject] = mirrored
      ? [scalarOf(left), subjectOf(right)]
      : [scalarOf(right), subjectOf(left)];
    if (typeof number !== "number" || subject === undefined) return ALWAYS;
    return atom(subject, {
      test: "ordering",
      operator: mirrored ? MIRRORED[operator] : operator,
      number,
      holds,
    });
  }

  function atomsOfNegation(node: Node, holds: boolean): Atoms {
    const [argument, ...others] = node.arguments ?? [];
    const isNot = node.procedure?.type === "variable" && node.procedure.value === "not" && !hasFilter(node);
    if (!isNot || argument === undefined || others.length > 0) return ALWAYS;
    // $not(nothing) is nothing: its untruth says something only about what is always true or false.
    return holds || isBoolean(argument) ? atomsOf(argument, !holds) : ALWAYS;
  }

  function subjectOf(node: Node): string | undefined {
    if (
      node.type !== "path" ||
      node.steps?.[0]?.type !== "name" ||
      node.group !== undefined ||
      hasFilter(node)
    )
      return undefined;
    const found = rootPaths.resolve(node.steps);
    return "code" in found ? undefined : found.subject;
  }
}

const MIRRORED: Record<Ordering, Ordering> = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" };

function scalarOf(node: Node): Json | undefined {
  const isScalar = node.type === "string" || node.type === "number" || node.type === "value";
  return isScalar && !hasFilter(node) ? (node.value as Json) : undefined;
}
