import { parseSync } from "oxc-parser";

/** One small change of a source file. */
export interface Mutation {
  kind: string;
  start: number;
  end: number;
  replacement: string;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

type Visit = (node: Node, text: (node: Node) => string) => Omit<Mutation, "kind">[];

/** What a conversation's, a handover's or a person's row is compared and written by. */
const guardedFields = new Set([
  "assignedAtMs",
  "assignedTo",
  "closedAtMs",
  "currentLoad",
  "episode",
  "escalatedAtMs",
  "firstResponseAtMs",
  "handoverId",
  "instruction",
  "lastCustomerSeq",
  "lastSeq",
  "priority",
  "queuedAtMs",
  "reactedAtMs",
  "revision",
  "round",
  "runId",
  "seenSeq",
  "status",
  "turn",
  "version",
]);

const otherComparisons: Record<string, readonly string[]> = {
  "===": ["!=="],
  "!==": ["==="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
};

const mutators: Record<string, Visit> = {
  comparison: (node, text) => {
    if (node.type !== "BinaryExpression") return [];
    const [left, right] = [node["left"] as Node, node["right"] as Node];
    const others = otherComparisons[node["operator"] as string] ?? [];
    return others.map((operator) => replace(node, `${text(left)} ${operator} ${text(right)}`));
  },
  "dropped condition": (node, text) =>
    node.type === "LogicalExpression" && node["operator"] !== "??"
      ? [replace(node, text(node["left"] as Node)), replace(node, text(node["right"] as Node))]
      : [],
  negation: (node, text) =>
    node.type === "UnaryExpression" && node["operator"] === "!"
      ? [replace(node, text(node["argument"] as Node))]
      : [],
  "swapped branches": (node, text) =>
    node.type === "ConditionalExpression"
      ? [
          replace(
            node,
            `${text(node["test"] as Node)} ? ${text(node["alternate"] as Node)} : ${text(node["consequent"] as Node)}`,
          ),
        ]
      : [],
  "counting step": (node, text) => {
    const operator = node["operator"] as string;
    const right = node["right"] as Node | undefined;
    if (node.type !== "BinaryExpression" || right?.["value"] !== 1 || !["+", "-"].includes(operator))
      return [];
    const left = text(node["left"] as Node);
    return [replace(node, left), replace(node, `${left} ${operator === "+" ? "-" : "+"} 1`)];
  },
  "removed guard": (node) => {
    if (node.type !== "IfStatement" || node["alternate"] != null) return [];
    const consequent = node["consequent"] as Node;
    const isWayOut = ["ReturnStatement", "ThrowStatement", "ContinueStatement", "BreakStatement"].includes(
      consequent.type,
    );
    return isWayOut ? [replace(node, "")] : [];
  },
  "removed call": (node) => {
    if (node.type !== "ExpressionStatement") return [];
    const expression = node["expression"] as Node;
    const call = expression.type === "AwaitExpression" ? (expression["argument"] as Node) : expression;
    return call.type === "CallExpression" ? [replace(node, ";")] : [];
  },
  "removed field": (node) => {
    if (node.type !== "ObjectExpression") return [];
    const properties = node["properties"] as Node[];
    if (!properties.some(({ type }) => type === "SpreadElement")) return [];
    return properties.flatMap((property) => {
      const key = property["key"] as (Node & { name?: string }) | undefined;
      const isGuarded = property.type === "Property" && guardedFields.has(key?.name ?? "");
      return isGuarded ? [replace(property, "...{}")] : [];
    });
  },
  "missing lock": (node) => {
    const property = node["property"] as (Node & { name?: string }) | undefined;
    return node.type === "MemberExpression" && property?.name === "lock" ? [replace(property, "get")] : [];
  },
};

/** Everything that the mutators find to change in a TypeScript source, in the order of the text. */
export function mutationsOf(source: string, file: string): Mutation[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const text = (node: Node) => source.slice(node.start, node.end);
  const found: Mutation[] = [];
  walk(program as unknown as Node, (node) => {
    for (const [kind, mutate] of Object.entries(mutators))
      for (const mutation of mutate(node, text)) found.push({ kind, ...mutation });
  });
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

function walk(node: Node, visit: (node: Node) => void): void {
  // Types are not there when the code runs.
  if (node.type.startsWith("TS") && !("expression" in node)) return;
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null && "type" in child) walk(child as Node, visit);
    }
  }
}

function replace({ start, end }: Node, replacement: string): Omit<Mutation, "kind"> {
  return { start, end, replacement };
}
