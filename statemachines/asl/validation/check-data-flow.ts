import { parseJsonPath } from "../json-path.ts";
import type { Json } from "../types.ts";
import { checkTemplate, isReference } from "./check-template.ts";
import type { Findings } from "./finding.ts";
import { isObject, ownField } from "./json-shape.ts";
import { fieldStanding } from "./state-fields.ts";
import type { StateEntry } from "./state-list.ts";

const TEMPLATES = ["Arguments", "Parameters", "ResultSelector", "Assign", "Output", "ItemSelector", "Items"];
const CONTAINERS = ["ItemReader", "ItemBatcher", "ResultWriter", "Credentials"];
const PATHS = ["InputPath", "OutputPath", "ItemsPath"];
const NUMBER_PATHS = [
  "SecondsPath",
  "TimestampPath",
  "TimeoutSecondsPath",
  "HeartbeatSecondsPath",
  "MaxConcurrencyPath",
  "ToleratedFailureCountPath",
  "ToleratedFailurePercentagePath",
];
const TEXT_PATHS = ["ErrorPath", "CausePath"];

/** Templates, expressions and paths of a state. */
export function checkDataFlow({ type, fields, language, at }: StateEntry, findings: Findings): void {
  if (type === undefined) return;
  const read = (name: string): Json | undefined =>
    fieldStanding(type, language, name) === "allowed" ? ownField(fields, name) : undefined;
  for (const name of TEMPLATES) checkTemplate(read(name), language, `${at}/${name}`, findings);
  for (const name of CONTAINERS) {
    const value = read(name);
    if (value === undefined) continue;
    if (!isObject(value)) findings.schema("Expected value of type Object", `${at}/${name}`);
    checkTemplate(value, language, `${at}/${name}`, findings);
  }
  const refuse = (name: string, message: string) => findings.schema(message, `${at}/${name}`);
  for (const name of PATHS) {
    const value = read(name);
    if (value !== undefined && !(value === null && name !== "ItemsPath") && !isPath(value)) {
      refuse(name, "Value is not a valid JSONPath");
    }
  }
  for (const name of NUMBER_PATHS) {
    const value = read(name);
    if (value !== undefined && !isReferencePath(value)) refuse(name, "Value is not a Reference Path");
  }
  for (const name of TEXT_PATHS) {
    const value = read(name);
    if (value !== undefined && !isReference(value)) {
      refuse(name, "Value must be a valid JSONPath or a valid intrinsic function call");
    }
  }
  const resultPath = read("ResultPath");
  if (resultPath !== undefined && !isResultPath(resultPath))
    refuse("ResultPath", "Value is not a Reference Path");
  if (type === "Pass") warnOfStaticResult(read("Result"), `${at}/Result`, findings);
}

function isPath(value: Json): boolean {
  return typeof value === "string" && parseJsonPath(value) !== undefined;
}

/** A path that selects one value at most. */
function isReferencePath(value: Json): boolean {
  return typeof value === "string" && parseJsonPath(value)?.definite === true;
}

/** `null`, or a place in the data: neither the context object nor a variable can be written. */
export function isResultPath(value: Json): boolean {
  if (value === null) return true;
  const path = typeof value === "string" ? parseJsonPath(value) : undefined;
  return path !== undefined && path.root.kind === "data" && path.definite;
}

function warnOfStaticResult(result: Json | undefined, at: string, findings: Findings): void {
  const isPathLike = (text: string) => text.startsWith("$.") && isPath(text);
  const holdsPath = isObject(result)
    ? Object.entries(result).some(([key, item]) => key.endsWith(".$") && isReference(item))
    : typeof result === "string" && isPathLike(result);
  if (holdsPath) findings.warning("PASS_RESULT_IS_STATIC", "The result of a Pass state is not evaluated", at);
}
