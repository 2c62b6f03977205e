import type { Json, JsonObject } from "../types.ts";
import { isResultPath } from "./check-data-flow.ts";
import { requireFields, requireType } from "./check-fields.ts";
import { checkNumber, LARGEST, NOT_NEGATIVE, POSITIVE } from "./check-number.ts";
import { checkTemplate } from "./check-template.ts";
import type { Findings } from "./finding.ts";
import { isObject, ownField } from "./json-shape.ts";
import { otherLanguage } from "./state-fields.ts";
import type { StateEntry } from "./state-list.ts";

const CATCH_ALL = "States.ALL";
/** A year and a day, in seconds: a retry may not wait longer. */
const DELAY_LIMIT_SECONDS = 31_622_400;

const RETRIER_FIELDS = new Set([
  "ErrorEquals",
  "IntervalSeconds",
  "MaxAttempts",
  "BackoffRate",
  "MaxDelaySeconds",
  "JitterStrategy",
  "Comment",
]);
const CATCHER_FIELDS = new Set(["ErrorEquals", "Next", "Assign", "Comment"]);
const CATCHER_FIELDS_OF = { JSONPath: "ResultPath", JSONata: "Output" } as const;

/** `Retry` and `Catch` of a state that may have them. */
export function checkRecovery(state: StateEntry, findings: Findings): void {
  if (state.type !== "Task" && state.type !== "Parallel" && state.type !== "Map") return;
  checkEach(state, "Retry", findings, (retrier, at) => checkRetrier(retrier, at, findings));
  checkEach(state, "Catch", findings, (catcher, at) => checkCatcher(catcher, state, at, findings));
}

function checkEach(
  { fields, at }: StateEntry,
  name: "Retry" | "Catch",
  findings: Findings,
  check: (item: JsonObject, at: string) => void,
): void {
  const list = ownField(fields, name);
  if (list === undefined) return;
  if (!Array.isArray(list)) return findings.schema("Expected value of type Array", `${at}/${name}`);
  list.forEach((item, index) => {
    const place = `${at}/${name}[${index}]`;
    if (!isObject(item)) return findings.schema("Expected value of type Object", place);
    checkErrors(item, index === list.length - 1, place, findings);
    check(item, place);
  });
}

function checkErrors(item: JsonObject, isLast: boolean, at: string, findings: Findings): void {
  const errors = ownField(item, "ErrorEquals");
  if (errors === undefined) return requireFields(item, ["ErrorEquals"], at, findings);
  const place = `${at}/ErrorEquals`;
  if (!isTextList(errors)) return findings.schema("Expected value of type Array of String", place);
  if (errors.length === 0) findings.schema("Array must not be empty", place);
  if (!errors.includes(CATCH_ALL)) return;
  if (errors.length > 1) findings.schema(`${CATCH_ALL} must appear alone`, place);
  if (!isLast) findings.schema(`${CATCH_ALL} must appear in the last element`, place);
}

function isTextList(value: Json): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function checkRetrier(retrier: JsonObject, at: string, findings: Findings): void {
  refuseOthers(retrier, RETRIER_FIELDS, at, findings);
  const { IntervalSeconds: interval, MaxDelaySeconds: longest, JitterStrategy: jitter } = retrier;
  checkNumber(interval, POSITIVE, `${at}/IntervalSeconds`, findings);
  checkNumber(retrier["MaxAttempts"], NOT_NEGATIVE, `${at}/MaxAttempts`, findings);
  const rate = { min: 1, max: LARGEST, integer: false };
  checkNumber(retrier["BackoffRate"], rate, `${at}/BackoffRate`, findings);
  checkNumber(longest, { ...POSITIVE, max: DELAY_LIMIT_SECONDS - 1 }, `${at}/MaxDelaySeconds`, findings);
  if (typeof longest === "number" && longest <= (typeof interval === "number" ? interval : 1)) {
    findings.schema("MaxDelaySeconds must be greater than IntervalSeconds", `${at}/MaxDelaySeconds`);
  }
  if (jitter !== undefined && jitter !== "FULL" && jitter !== "NONE") {
    findings.schema("Value must be one of: [FULL, NONE]", `${at}/JitterStrategy`);
  }
}

function checkCatcher(catcher: JsonObject, { language }: StateEntry, at: string, findings: Findings): void {
  const foreign = CATCHER_FIELDS_OF[otherLanguage(language)];
  refuseOthers(catcher, new Set([...CATCHER_FIELDS, ...Object.values(CATCHER_FIELDS_OF)]), at, findings);
  if (Object.hasOwn(catcher, foreign)) {
    findings.schema(
      `The QueryLanguage is set to '${language}', but field '${foreign}' is only supported for the '${otherLanguage(language)}' QueryLanguage`,
      at,
    );
  }
  requireFields(catcher, ["Next"], at, findings);
  requireType(catcher, ["Next", "Comment"], "string", at, findings);
  checkTemplate(ownField(catcher, "Assign"), language, `${at}/Assign`, findings);
  if (language === "JSONata")
    return checkTemplate(ownField(catcher, "Output"), language, `${at}/Output`, findings);
  const resultPath = ownField(catcher, "ResultPath");
  if (resultPath !== undefined && !isResultPath(resultPath)) {
    findings.schema("Value is not a Reference Path", `${at}/ResultPath`);
  }
}

function refuseOthers(item: JsonObject, known: ReadonlySet<string>, at: string, findings: Findings): void {
  for (const field of Object.keys(item)) {
    if (!known.has(field)) findings.schema(`Field '${field}' is not supported`, at);
  }
}
