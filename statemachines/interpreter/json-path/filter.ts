import type { Json } from "../../asl/types.ts";
import type { FilterOperand, ParsedPath, PathFilter } from "../../asl/json-path.ts";

type Lookup = (path: ParsedPath) => Json | undefined;

/** `[?(@.price < 10 && @.name)]` */
export function matchesFilter(filter: PathFilter, lookup: Lookup): boolean {
  switch (filter.kind) {
    case "or":
      return matchesFilter(filter.left, lookup) || matchesFilter(filter.right, lookup);
    case "and":
      return matchesFilter(filter.left, lookup) && matchesFilter(filter.right, lookup);
    case "not":
      return !matchesFilter(filter.operand, lookup);
    case "exists":
      return operandValue(filter.operand, lookup) !== undefined;
    case "compare":
      return compare(filter.operator, operandValue(filter.left, lookup), operandValue(filter.right, lookup));
  }
}

function operandValue(operand: FilterOperand, lookup: Lookup): Json | undefined {
  return operand.kind === "literal" ? operand.value : lookup(operand.path);
}

function compare(operator: string, left: Json | undefined, right: Json | undefined): boolean {
  if (operator === "==") return JSON.stringify(left) === JSON.stringify(right);
  if (operator === "!=") return JSON.stringify(left) !== JSON.stringify(right);
  const comparable =
    (typeof left === "number" && typeof right === "number") ||
    (typeof left === "string" && typeof right === "string");
  if (!comparable) return false;
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
    default:
      return false;
  }
}
