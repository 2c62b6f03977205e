import type { Json } from "../../../../shared/contracts/json.ts";

/** Where a node stands in the text: `offset` is included, `end` is not. */
export interface Span {
  offset: number;
  end: number;
}

export type Comparator = "==" | "!=" | "<" | "<=" | ">" | ">=";

/**
 * A parsed JMESPath expression. Every node is evaluated against a current value; `then` evaluates its right side against
 * the value of its left side, which is what both `.` and `|` mean once the projections are in the tree.
 */
export type Expression = Span &
  (
    | { type: "current" }
    | { type: "field"; name: string; quoted: boolean }
    | { type: "literal"; value: Json }
    | { type: "then"; left: Expression; right: Expression; pipe: boolean }
    | { type: "index"; index: number }
    | { type: "slice"; start: number | null; stop: number | null; step: number }
    /** The right side of every element of an array, without the nulls. */
    | { type: "project"; left: Expression; right: Expression }
    /** One level of arrays within an array. */
    | { type: "flatten"; left: Expression }
    /** The right side of every value of an object, without the nulls. */
    | { type: "project-values"; left: Expression; right: Expression }
    | { type: "filter"; left: Expression; condition: Expression; right: Expression }
    | { type: "list"; items: Expression[] }
    | { type: "hash"; entries: { key: string; value: Expression }[] }
    | { type: "and" | "or"; left: Expression; right: Expression }
    | { type: "not"; operand: Expression }
    | { type: "compare"; operator: Comparator; left: Expression; right: Expression }
    | { type: "call"; name: string; arguments: Expression[] }
    /** `&expression`; only ever an argument of a call. */
    | { type: "reference"; expression: Expression }
  );

export type ExpressionOf<T extends Expression["type"]> = Extract<Expression, { type: T }>;

/** The nodes right below, in the order in which they are written. */
export function children(node: Expression): Expression[] {
  switch (node.type) {
    case "current":
    case "field":
    case "literal":
    case "index":
    case "slice":
      return [];
    case "flatten":
      return [node.left];
    case "filter":
      return [node.left, node.condition, node.right];
    case "list":
      return node.items;
    case "hash":
      return node.entries.map((entry) => entry.value);
    case "not":
      return [node.operand];
    case "call":
      return node.arguments;
    case "reference":
      return [node.expression];
    default:
      return [node.left, node.right];
  }
}
