import type { Problem } from "../problem.ts";
import type { Expression, ExpressionOf } from "./ast.ts";

const CONSTANTS: Record<string, boolean | null> = { true: true, false: false, null: null };

/**
 * Puts literals for the root names `true`, `false` and `null`, which JMESPath itself would take for fields. Where the
 * current value is no longer the scope (in a filter, behind a pipe) they are fields, and a warning says so.
 */
export function resolveConstants(root: Expression): { expression: Expression; warnings: Problem[] } {
  const warnings: Problem[] = [];
  return { expression: visit(root, true), warnings };

  function visit(node: Expression, atRoot: boolean): Expression {
    switch (node.type) {
      case "field":
        return isConstant(node) ? constant(node, atRoot) : node;
      case "current":
      case "literal":
      case "index":
      case "slice":
        return node;
      case "then": {
        const left = visit(node.left, atRoot);
        // After a dot the name can only be a field.
        const right =
          !node.pipe && node.right.type === "field"
            ? node.right
            : visit(node.right, staysAtRoot(node, atRoot));
        return { ...node, left, right };
      }
      case "project":
      case "project-values":
        return { ...node, left: visit(node.left, atRoot), right: element(node.right) };
      case "filter":
        return {
          ...node,
          left: visit(node.left, atRoot),
          condition: visit(node.condition, false),
          right: element(node.right),
        };
      case "flatten":
        return { ...node, left: visit(node.left, atRoot) };
      case "list":
        return { ...node, items: node.items.map((item) => visit(item, atRoot)) };
      case "hash":
        return {
          ...node,
          entries: node.entries.map(({ key, value }) => ({ key, value: visit(value, atRoot) })),
        };
      case "not":
        return { ...node, operand: visit(node.operand, atRoot) };
      case "call":
        return { ...node, arguments: node.arguments.map((argument) => visit(argument, atRoot)) };
      case "reference":
        return { ...node, expression: visit(node.expression, false) };
      default:
        return { ...node, left: visit(node.left, atRoot), right: visit(node.right, atRoot) };
    }
  }

  function element(node: Expression): Expression {
    return node.type === "field" ? node : visit(node, false);
  }

  function constant(node: ExpressionOf<"field">, atRoot: boolean): Expression {
    const { offset, end, name } = node;
    if (atRoot) return { type: "literal", value: CONSTANTS[name] ?? null, offset, end };
    warnings.push({
      code: "condition-constant-as-field",
      message: `Here ${name} is the field of that name, not the constant.`,
      hint: `Write \`${name}\`, between backticks.`,
      offset,
      length: end - offset,
    });
    return node;
  }
}

function isConstant(node: ExpressionOf<"field">): boolean {
  return !node.quoted && Object.hasOwn(CONSTANTS, node.name);
}

function staysAtRoot(node: ExpressionOf<"then">, atRoot: boolean): boolean {
  return atRoot && node.left.type === "current";
}
