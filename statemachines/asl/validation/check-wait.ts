import { isJsonataString } from "../jsonata-string.ts";
import { checkJsonataString } from "./check-expression.ts";
import { checkNumber, NOT_NEGATIVE } from "./check-number.ts";
import type { Findings } from "./finding.ts";
import { ownField } from "./json-shape.ts";
import { parseTimestamp } from "../timestamp.ts";
import type { StateEntry } from "./state-list.ts";

const DURATIONS = ["Seconds", "Timestamp", "SecondsPath", "TimestampPath"];

/** A Wait: until a time or for some seconds, never both. */
export function checkWait({ type, fields, language, at }: StateEntry, findings: Findings): void {
  if (type !== "Wait") return;
  const given = DURATIONS.filter((name) => Object.hasOwn(fields, name));
  if (given.length !== 1) {
    findings.schema(`Exactly one of these fields is required: [${DURATIONS.join(", ")}]`, at);
  }
  for (const name of ["Seconds", "Timestamp"]) {
    const value = ownField(fields, name);
    const place = `${at}/${name}`;
    if (value === undefined) continue;
    if (language === "JSONata" && isJsonataString(value)) checkJsonataString(value, place, findings);
    else if (name === "Seconds") checkNumber(value, NOT_NEGATIVE, place, findings);
    else if (typeof value !== "string" || parseTimestamp(value) === undefined) {
      findings.schema("String does not match RFC3339 timestamp", place);
    }
  }
}
