import type { Problem } from "../problem.ts";
import { children, type Expression, type ExpressionOf } from "./ast.ts";

/** What is valid JMESPath and most likely not meant. `isNode` tells a node's id from the name of an input field. */
export function findWarnings(root: Expression, isNode: (name: string) => boolean): Problem[] {
  const own = [...negatedName(root), ...quotedText(root, isNode)];
  return [...own, ...children(root).flatMap((child) => findWarnings(child, isNode))];
}

/** `!a.b` is `(!a).b`, which is always null. */
function negatedName(node: Expression): Problem[] {
  const { type } = node;
  const goesOn = type === "then" || type === "project" || type === "project-values" || type === "filter";
  if (!goesOn || ("pipe" in node && node.pipe)) return [];
  const left = node.left.type === "flatten" ? node.left.left : node.left;
  if (left.type !== "not" || left.end >= node.end) return [];
  return [
    {
      code: "condition-negated-name",
      message: "In JMESPath ! binds more strongly than what follows the name, so this is always null.",
      hint: "Put parentheses around all that is negated: !(a.b).",
      offset: left.offset,
      length: left.end - left.offset,
    },
  ];
}

/** `intent == "refund"` compares with a field called refund. */
function quotedText(node: Expression, isNode: (name: string) => boolean): Problem[] {
  if (node.type !== "compare") return [];
  const isText = (side: Expression): side is ExpressionOf<"field"> =>
    side.type === "field" && side.quoted && !isNode(side.name);
  return [node.left, node.right].filter(isText).map((side) => ({
    code: "condition-quoted-name" as const,
    message: `"${side.name}" is the field of that name, not text.`,
    hint: `Text stands in single quotes: '${side.name}'.`,
    offset: side.offset,
    length: side.end - side.offset,
  }));
}
