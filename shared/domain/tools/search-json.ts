import jmespath from "jmespath";
import { ToolFailedError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import { byteLength, type JsonBounds, outputBounds, toBoundedJson } from "../schemas/bounded-json.ts";
import { costOf, type ExpressionNode, expressionsIn } from "./expression-cost.ts";

const maxExpressionBytes = 1024;
const maxExpressionNodes = 200;
const maxExpressionDepth = 20;
/** Values visited at most: an expression whose estimate is above this is refused, not tried. */
const maxWork = 20_000_000;
const dataBounds: JsonBounds = { depth: 64, nodes: 200_000, bytes: 1024 * 1024 };

/** The library's declarations leave `compile` out. */
const library = jmespath as unknown as {
  compile(expression: string): ExpressionNode;
  search(data: unknown, expression: string): unknown;
};

/**
 * Evaluates a JMESPath expression that a model wrote, within bounds: the expression's length, tree and estimated work
 * before, the size of its result after.
 * @throws ToolFailedError
 */
export function searchJson(data: Json, expression: string): Json {
  const tree = parseExpression(expression);
  return evaluate(data, expression, tree);
}

/**
 * The items for which a JMESPath condition is true in JMESPath's sense (not null, false or empty).
 * @throws ToolFailedError
 */
export function filterJson(items: Json[], condition: string): Json[] {
  parseExpression(condition);
  // Parsed alone first, so it cannot close the bracket it is put into.
  const expression = `[?${condition}]`;
  return evaluate(items, expression, library.compile(expression)) as Json[];
}

/** Whether an expression can be used at all. @throws ToolFailedError */
export function assertExpression(expression: string): void {
  parseExpression(expression);
}

function evaluate(data: Json, expression: string, tree: ExpressionNode): Json {
  const { copy, size } = searchable(data);
  const { size: growth, work } = costOf(tree);
  if (Math.max(growth, work) * size > maxWork) {
    throw new ToolFailedError("the expression takes too much work for this much data");
  }
  const result = attempt(
    () => library.search(copy, expression),
    "the expression cannot be applied to this data",
  );
  try {
    return toBoundedJson(result, outputBounds);
  } catch (error) {
    throw new ToolFailedError("the result of the expression is too large", { cause: error });
  }
}

function parseExpression(expression: string): ExpressionNode {
  if (expression.length > maxExpressionBytes || byteLength(expression) > maxExpressionBytes) {
    throw new ToolFailedError(`the expression is longer than ${maxExpressionBytes} bytes`);
  }
  const tree = attempt(() => library.compile(expression), "the expression is not valid JMESPath");
  let nodes = 0;
  visit(tree, 1);
  return tree;

  function visit(node: ExpressionNode, depth: number): void {
    nodes += 1;
    if (depth > maxExpressionDepth || nodes > maxExpressionNodes) {
      throw new ToolFailedError("the expression is too complex");
    }
    assertPlainJoin(node);
    for (const child of expressionsIn(node)) visit(child, depth + 1);
  }
}

/** Text from the data as glue would multiply with the list it joins. */
function assertPlainJoin(node: ExpressionNode): void {
  const [glue] = node.children ?? [];
  const isPlain = typeof glue === "object" && glue?.type === "Literal";
  if (node.type === "Function" && node.name === "join" && !isPlain) {
    throw new ToolFailedError("join takes a literal between the items, as in join(', ', names)");
  }
}

/** Its text may quote the data, so it travels as the cause only. */
function attempt<T>(work: () => T, failure: string): T {
  try {
    return work();
  } catch (error) {
    throw new ToolFailedError(failure, { cause: error });
  }
}

/** The library looks names up with `in`, and asks objects for `hasOwnProperty`; nothing else is inherited. */
const searchablePrototype: object = Object.freeze(
  Object.create(null, {
    hasOwnProperty: {
      value(this: object, key: string): boolean {
        return Object.hasOwn(this, key);
      },
    },
  }) as object,
);

/** Names that an assignment would not make a property of the object itself. */
const inheritable = new Set(["hasOwnProperty", "__proto__"]);

function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/** A copy in which a name finds own properties only, and how many values and 64-character pieces of text it holds. */
function searchable(data: Json): { copy: unknown; size: number } {
  let size = 0;
  const copy = (value: Json): unknown => {
    size += 1;
    if (typeof value === "string") size += value.length / 64;
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(copy);
    const target = Object.create(searchablePrototype) as Record<string, unknown>;
    for (const [key, item] of Object.entries(value)) {
      // The library takes an object with this key for an expression, which would run unchecked.
      if (key === "jmespathType")
        throw new ToolFailedError('the data holds the reserved name "jmespathType"');
      if (inheritable.has(key)) define(target, key, copy(item));
      else target[key] = copy(item);
    }
    return target;
  };
  try {
    return { copy: copy(toBoundedJson(data, dataBounds)), size };
  } catch (error) {
    if (error instanceof ToolFailedError) throw error;
    throw new ToolFailedError("the data is too large", { cause: error });
  }
}
