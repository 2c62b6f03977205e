import { parseSync } from "oxc-parser";
import { otherComparisons } from "./comparisons.ts";
import type { Mutation } from "./mutation.ts";
import { sqlMutationsOf } from "./sql-mutations.ts";

interface Node {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

type Found = Omit<Mutation, "kind"> & { kind?: string };
type Text = (node: Node) => string;
type Visit = (node: Node, text: Text) => Found[];

/** What the row of a conversation, a handover, a person or a wait is compared and written by. */
const guardedFields = new Set([
  "argumentsHash",
  "assignedAtMs",
  "assignedTo",
  "call",
  "changes",
  "closedAtMs",
  "currentLoad",
  "decidedAtMs",
  "episode",
  "escalatedAtMs",
  "expiresAtMs",
  "facts",
  "firstResponseAtMs",
  "grantId",
  "handoverId",
  "hash",
  "instruction",
  "lastCustomerSeq",
  "lastSeq",
  "previousHash",
  "priority",
  "queuedAtMs",
  "reactedAtMs",
  "revision",
  "round",
  "runId",
  "seenSeq",
  "seq",
  "status",
  "turn",
  "version",
]);

const mutators: Record<string, Visit> = {
  comparison: (node, text) => {
    if (node.type !== "BinaryExpression") return [];
    const [left, right] = [node["left"] as Node, node["right"] as Node];
    const others = otherComparisons[node["operator"] as string] ?? [];
    return others.map((operator) => replace(node, `${text(left)} ${operator} ${text(right)}`));
  },
  "dropped condition": (node, text) =>
    node.type === "LogicalExpression" && node["operator"] !== "??" ? eitherSide(node, text) : [],
  "forgotten value": (node, text) =>
    node.type === "LogicalExpression" && node["operator"] === "??" ? eitherSide(node, text) : [],
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
  "stopped counter": (node) => {
    const right = node["right"] as Node | undefined;
    const isStep = node["operator"] === "+=" || node["operator"] === "-=";
    return node.type === "AssignmentExpression" && isStep && right?.["value"] === 1
      ? [replace(right, "0")]
      : [];
  },
  sql: (node, text) =>
    node.type === "TemplateLiteral" || typeof node["value"] === "string"
      ? sqlMutationsOf(text(node), node.start)
      : [],
  "removed guard": (node) =>
    node.type === "IfStatement" && node["alternate"] == null && isWayOut(node["consequent"] as Node)
      ? [replace(node, ";", "statement")]
      : [],
  "removed branch": (node) =>
    node.type === "IfStatement" && node["alternate"] == null && !isWayOut(node["consequent"] as Node)
      ? [replace(node, ";", "statement")]
      : [],
  "removed call": (node) => {
    if (node.type !== "ExpressionStatement") return [];
    const expression = node["expression"] as Node;
    const call = expression.type === "AwaitExpression" ? (expression["argument"] as Node) : expression;
    return call.type === "CallExpression" ? [replace(node, ";", "statement")] : [];
  },
  "removed field": (node) => {
    if (node.type !== "ObjectExpression") return [];
    const properties = node["properties"] as Node[];
    if (!properties.some(({ type }) => type === "SpreadElement")) return [];
    return properties.flatMap((property) => {
      const key = property["key"] as (Node & { name?: string }) | undefined;
      const isGuarded = property.type === "Property" && guardedFields.has(key?.name ?? "");
      return isGuarded ? [replace(property, "...{}", "property")] : [];
    });
  },
  "missing lock": (node, text) => {
    const property = node["property"] as (Node & { name?: string }) | undefined;
    return node.type === "MemberExpression" && property?.name === "lock"
      ? [replace(node, `${text(node["object"] as Node)}.get`)]
      : [];
  },
};

/** Everything that the mutators find to change in a TypeScript source, in the order of the text. */
export function mutationsOf(source: string, file: string): Mutation[] {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const text = (node: Node) => source.slice(node.start, node.end);
  const found: Mutation[] = [];
  walk(program as unknown as Node, false, (node, isInFunction) => {
    for (const [kind, mutate] of Object.entries(mutators))
      for (const mutation of mutate(node, text))
        found.push({ kind, ...mutation, ...(!isInFunction && { isAtLoad: true }) });
  });
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

const functions = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);

function walk(node: Node, isInside: boolean, visit: (node: Node, isInFunction: boolean) => void): void {
  // Types are not there when the code runs.
  if (node.type.startsWith("TS") && !("expression" in node)) return;
  visit(node, isInside);
  const isInFunction = isInside || functions.has(node.type);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === "object" && child !== null && "type" in child)
        walk(child as Node, isInFunction, visit);
    }
  }
}

const waysOut = new Set(["ReturnStatement", "ThrowStatement", "ContinueStatement", "BreakStatement"]);

function isWayOut(statement: Node): boolean {
  if (statement.type !== "BlockStatement") return waysOut.has(statement.type);
  const last = (statement["body"] as Node[]).at(-1);
  return last !== undefined && waysOut.has(last.type);
}

function eitherSide(node: Node, text: Text): Found[] {
  return [replace(node, text(node["left"] as Node)), replace(node, text(node["right"] as Node))];
}

function replace({ start, end }: Node, replacement: string, form: Mutation["form"] = "expression"): Found {
  return { start, end, replacement, form };
}
