import { isJsonataString } from "../jsonata-string.ts";
import type { Json } from "../types.ts";
import { checkJsonataString } from "./check-expression.ts";
import type { Findings } from "./finding.ts";
import { ownField } from "./json-shape.ts";
import type { StateEntry } from "./state-list.ts";

export interface NumberRange {
  min: number;
  max: number;
  integer: boolean;
}

/** The most seconds, and the most attempts, that Step Functions takes. */
export const LARGEST = 99_999_999;
export const POSITIVE: NumberRange = { min: 1, max: LARGEST, integer: true };
export const NOT_NEGATIVE: NumberRange = { min: 0, max: LARGEST, integer: true };

/** Complains about a value that is not a number of the range. */
export function checkNumber(
  value: Json | undefined,
  range: NumberRange,
  at: string,
  findings: Findings,
): void {
  if (value === undefined) return;
  const { min, max, integer } = range;
  const isRight = typeof value === "number" && (!integer || Number.isInteger(value));
  if (!isRight) return findings.schema(`Expected value of type ${integer ? "Integer" : "Number"}`, at);
  if (value < min) findings.schema(`Value must be at least ${min}`, at);
  if (value > max) findings.schema(`Value must be at most ${max}`, at);
}

/** A number of a state, or in a JSONata state an expression that gives it; `<name>Path` excludes it. */
export function checkNumberField(
  { fields, language, at }: StateEntry,
  name: string,
  range: NumberRange,
  findings: Findings,
): void {
  const value = ownField(fields, name);
  if (value === undefined) return;
  if (Object.hasOwn(fields, `${name}Path`)) {
    findings.schema(`Only one of these fields is allowed: [${name}, ${name}Path]`, at);
  }
  if (language === "JSONata" && isJsonataString(value)) checkJsonataString(value, `${at}/${name}`, findings);
  else checkNumber(value, range, `${at}/${name}`, findings);
}
