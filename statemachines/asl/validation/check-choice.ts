import { isJsonataString } from "../jsonata-string.ts";
import type { JsonObject } from "../types.ts";
import { checkComparison } from "./check-comparison.ts";
import { requireFields, requireType } from "./check-fields.ts";
import { checkTemplate } from "./check-template.ts";
import type { Findings } from "./finding.ts";
import { isObject, ownField } from "./json-shape.ts";
import type { StateEntry } from "./state-list.ts";

const JSONATA_FIELDS = new Set(["Condition", "Next", "Comment", "Assign", "Output"]);

/** The rules of a Choice: at least one, each with a target and with a condition in the state's query language. */
export function checkChoice(state: StateEntry, findings: Findings): void {
  const choices = ownField(state.fields, "Choices");
  if (state.type !== "Choice" || choices === undefined) return;
  const at = `${state.at}/Choices`;
  if (!Array.isArray(choices)) return findings.schema("Expected value of type Array", at);
  if (choices.length === 0) findings.schema("Array must not be empty", at);
  choices.forEach((rule, index) => {
    const place = `${at}[${index}]`;
    if (!isObject(rule)) return findings.schema("Expected value of type Object", place);
    requireType(rule, ["Next", "Comment"], "string", place, findings);
    checkTemplate(ownField(rule, "Assign"), state.language, `${place}/Assign`, findings);
    if (state.language === "JSONata") checkJsonataRule(rule, place, findings);
    else checkComparison(rule, place, true, findings);
  });
}

function checkJsonataRule(rule: JsonObject, at: string, findings: Findings): void {
  requireFields(rule, ["Condition", "Next"], at, findings);
  for (const field of Object.keys(rule)) {
    if (!JSONATA_FIELDS.has(field)) findings.schema(`Field '${field}' is not supported`, at);
  }
  const condition = ownField(rule, "Condition");
  if (condition !== undefined && typeof condition !== "boolean" && !isJsonataString(condition)) {
    findings.schema("Expected value of type Boolean or JSONata string", `${at}/Condition`);
  }
  checkTemplate(condition, "JSONata", `${at}/Condition`, findings);
  checkTemplate(ownField(rule, "Output"), "JSONata", `${at}/Output`, findings);
}
