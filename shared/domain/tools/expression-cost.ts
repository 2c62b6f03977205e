import type { Json } from "../../contracts/json.ts";

/** A node of the tree that `jmespath.compile` returns. */
export interface ExpressionNode {
  type: string;
  name?: string;
  value?: Json | ExpressionNode;
  children?: (ExpressionNode | number | null)[];
}

/**
 * Upper bounds, as multiples of the size of the data: how large a result can be (counting shared references each time),
 * and how much work it takes. They multiply through pipes, so doubling shows before anything is evaluated.
 */
export interface ExpressionCost {
  size: number;
  work: number;
}

const scalarFunctions = new Set([
  "abs",
  "avg",
  "ceil",
  "contains",
  "ends_with",
  "floor",
  "length",
  "starts_with",
  "sum",
  "type",
  "to_number",
]);
/** Functions that go through their argument about log n times. */
const sortingFunctions = new Set(["sort", "sort_by", "max_by", "min_by"]);
const sortingFactor = 20;

export function costOf(node: ExpressionNode): ExpressionCost {
  const parts = childrenOf(node);
  switch (node.type) {
    case "Literal":
      return { size: literalSize(node.value as Json), work: 1 };
    case "Subexpression":
    case "IndexExpression":
    case "Pipe":
    case "Projection":
    case "ValueProjection":
      return chain(parts);
    case "FilterProjection": {
      // Children: what is projected, what is made of each item, and the condition.
      const [base = unit, made = unit, condition = unit] = parts;
      return { size: base.size * made.size, work: base.work + base.size * (made.work + condition.work) };
    }
    case "Comparator":
    case "NotExpression":
      return { size: 1, work: sum(parts.map(({ size, work }) => size + work)) };
    case "MultiSelectList":
    case "MultiSelectHash":
    case "OrExpression":
    case "AndExpression":
      return { size: 1 + sum(parts.map(({ size }) => size)), work: 1 + sum(parts.map(({ work }) => work)) };
    case "Function":
      return functionCost(node, parts);
    default:
      return parts.length === 0
        ? unit
        : { size: sum(parts.map(({ size }) => size)), work: 1 + sum(parts.map(({ work }) => work)) };
  }
}

const unit: ExpressionCost = { size: 1, work: 1 };

function functionCost(node: ExpressionNode, parts: ExpressionCost[]): ExpressionCost {
  const name = node.name ?? "";
  const size = sum(parts.map((part) => part.size));
  const work = 1 + sum(parts.map((part) => part.work));
  if (scalarFunctions.has(name)) return { size: 1, work: work + size };
  // An expression reference (`&price`) is evaluated for every item of the list beside it.
  const product = parts.reduce((total, part) => total * part.size, 1);
  const perItem = parts.reduce((total, part) => total * Math.max(part.size, part.work), 1);
  if (name === "map") return { size: product, work: work + perItem };
  if (sortingFunctions.has(name)) return { size, work: work + sortingFactor * perItem };
  // Text made of text escapes its quotes again.
  if (name === "to_string") return { size: 2 * size, work: work + 2 * size };
  if (name === "join") return { size: product, work: work + product };
  return { size, work: work + size };
}

function chain(parts: ExpressionCost[]): ExpressionCost {
  return parts.reduce((total, part) => ({
    size: total.size * part.size,
    work: total.work + total.size * part.work,
  }));
}

function literalSize(value: Json): number {
  return Math.max(1, JSON.stringify(value ?? null).length);
}

function childrenOf(node: ExpressionNode): ExpressionCost[] {
  return expressionsIn(node).map(costOf);
}

/** The expressions a node is made of; an index and a slice hold numbers beside them. */
export function expressionsIn(node: ExpressionNode): ExpressionNode[] {
  if (node.type === "Literal") return [];
  const children = (node.children ?? []).filter((child) => child !== null && typeof child === "object");
  if (node.type === "KeyValuePair" && isNode(node.value)) return [node.value];
  return children;
}

function isNode(value: unknown): value is ExpressionNode {
  return typeof value === "object" && value !== null && "type" in value;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
