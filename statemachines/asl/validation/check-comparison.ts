import { parseJsonPath } from "../json-path.ts";
import type { Json, JsonObject } from "../types.ts";
import { requireFields } from "./check-fields.ts";
import type { Findings } from "./finding.ts";
import { isObject, ownField } from "./json-shape.ts";
import { parseTimestamp } from "../timestamp.ts";

type Operand = "String" | "Numeric" | "Boolean" | "Timestamp" | "Path";

const ORDERS = ["Equals", "LessThan", "GreaterThan", "LessThanEquals", "GreaterThanEquals"];
const TESTS = ["IsNull", "IsPresent", "IsNumeric", "IsString", "IsBoolean", "IsTimestamp"];
/** The comparisons of JSONPath rules, and what each compares with. */
const OPERATORS: ReadonlyMap<string, Operand> = new Map<string, Operand>([
  ...(["String", "Numeric", "Timestamp"] as const).flatMap((type) =>
    ORDERS.flatMap((order) => pair(type, order)),
  ),
  ...pair("Boolean", "Equals"),
  ["StringMatches", "String"],
  ...TESTS.map((test): [string, Operand] => [test, "Boolean"]),
]);
const COMBINATIONS = new Set(["And", "Or", "Not"]);

function pair(type: Operand, order: string): [string, Operand][] {
  return [
    [`${type}${order}`, type],
    [`${type}${order}Path`, "Path"],
  ];
}

/** A JSONPath rule, or one inside `And`, `Or` and `Not`: those have no target. */
export function checkComparison(
  rule: JsonObject,
  at: string,
  isOutermost: boolean,
  findings: Findings,
): void {
  const operators = Object.keys(rule).filter((key) => OPERATORS.has(key) || COMBINATIONS.has(key));
  checkFields(rule, at, isOutermost, findings);
  if (operators.length !== 1) {
    return findings.schema("Exactly one comparison operator is required", at);
  }
  const [operator] = operators as [string];
  const place = `${at}/${operator}`;
  if (COMBINATIONS.has(operator)) return checkCombination(operator, rule[operator]!, place, findings);
  requireFields(rule, ["Variable"], at, findings);
  const variable = ownField(rule, "Variable");
  if (variable !== undefined && !isPath(variable)) {
    findings.schema("Value is not a valid JSONPath", `${at}/Variable`);
  }
  checkOperand(OPERATORS.get(operator)!, rule[operator]!, place, findings);
}

function checkFields(rule: JsonObject, at: string, isOutermost: boolean, findings: Findings): void {
  const others = isOutermost ? ["Variable", "Comment", "Next", "Assign"] : ["Variable", "Comment"];
  if (isOutermost) requireFields(rule, ["Next"], at, findings);
  for (const field of Object.keys(rule)) {
    if (isOutermost && (field === "Condition" || field === "Output")) {
      findings.schema(
        `The QueryLanguage is set to 'JSONPath', but field '${field}' is only supported for the 'JSONata' QueryLanguage`,
        at,
      );
    } else if (!OPERATORS.has(field) && !COMBINATIONS.has(field) && !others.includes(field)) {
      findings.schema(`Field '${field}' is not supported`, at);
    }
  }
}

function checkCombination(operator: string, operand: Json, at: string, findings: Findings): void {
  if (operator === "Not") {
    if (isObject(operand)) return checkComparison(operand, at, false, findings);
    return findings.schema("Expected value of type Object", at);
  }
  if (!Array.isArray(operand)) return findings.schema("Expected value of type Array", at);
  if (operand.length === 0) findings.schema("Array must not be empty", at);
  operand.forEach((item, index) => {
    if (isObject(item)) checkComparison(item, `${at}[${index}]`, false, findings);
    else findings.schema("Expected value of type Object", `${at}[${index}]`);
  });
}

function checkOperand(operand: Operand, value: Json, at: string, findings: Findings): void {
  if (operand === "Path") {
    if (!isPath(value)) findings.schema("Value is not a valid JSONPath", at);
  } else if (operand === "Timestamp") {
    if (typeof value !== "string" || parseTimestamp(value) === undefined) {
      findings.schema("String does not match RFC3339 timestamp", at);
    }
  } else if (typeof value !== { String: "string", Numeric: "number", Boolean: "boolean" }[operand]) {
    findings.schema(`Expected value of type ${operand === "Numeric" ? "Number" : operand}`, at);
  }
}

function isPath(value: Json): boolean {
  return typeof value === "string" && parseJsonPath(value) !== undefined;
}
