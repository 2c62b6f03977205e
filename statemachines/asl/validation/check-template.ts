import { parseIntrinsic } from "../intrinsic.ts";
import { parseJsonPath } from "../json-path.ts";
import type { Json } from "../types.ts";
import { checkJsonataString } from "./check-expression.ts";
import type { Findings } from "./finding.ts";
import type { StateEntry } from "./state-list.ts";

/** Checks a value that may hold expressions anywhere, in its state's query language. */
export function checkTemplate(
  value: Json | undefined,
  language: StateEntry["language"],
  at: string,
  findings: Findings,
): void {
  if (value === undefined) return;
  if (language === "JSONata") checkJsonataTemplate(value, at, findings);
  else checkPayloadTemplate(value, at, findings);
}

function checkJsonataTemplate(value: Json, at: string, findings: Findings): void {
  if (typeof value === "string") return checkJsonataString(value, at, findings);
  for (const [item, place] of itemsOf(value, at)) checkJsonataTemplate(item, place, findings);
}

/** Fields whose names end in `.$` hold a path or an intrinsic function. */
function checkPayloadTemplate(value: Json, at: string, findings: Findings): void {
  if (typeof value !== "object" || value === null) return;
  for (const [item, place, key] of itemsOf(value, at)) {
    if (key?.endsWith(".$")) checkReference(item, key, at, findings);
    else if (typeof item === "string") warnOfPath(item, place, findings);
    else checkPayloadTemplate(item, place, findings);
  }
}

function itemsOf(value: Json, at: string): [item: Json, at: string, key?: string][] {
  if (typeof value !== "object" || value === null) return [];
  if (Array.isArray(value)) return value.map((item, index) => [item, `${at}[${index}]`]);
  return Object.entries(value).map(([key, item]) => [item, `${at}/${key}`, key]);
}

function checkReference(value: Json, key: string, at: string, findings: Findings): void {
  if (isReference(value)) return;
  findings.schema(
    `The value for the field '${key}' must be a valid JSONPath or a valid intrinsic function call`,
    at,
  );
}

/** Whether a value is a path or a call of an intrinsic function. */
export function isReference(value: Json): boolean {
  if (typeof value !== "string") return false;
  return parseJsonPath(value) !== undefined || parseIntrinsic(value) !== undefined;
}

function warnOfPath(text: string, at: string, findings: Findings): void {
  const looksLikeOne = text.startsWith("$.") || text.startsWith("$$.") || text.startsWith("States.");
  if (!looksLikeOne || !isReference(text)) return;
  findings.warning("NO_DOLLAR", "The value looks like a path, but the field name does not end with '.$'", at);
}
