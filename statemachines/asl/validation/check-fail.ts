import { isJsonataString } from "../jsonata-string.ts";
import { requireType } from "./check-fields.ts";
import { checkJsonataString } from "./check-expression.ts";
import type { Findings } from "./finding.ts";
import type { StateEntry } from "./state-list.ts";

/** A Fail: its error and cause, as constants or from the data. */
export function checkFail({ type, fields, language, at }: StateEntry, findings: Findings): void {
  if (type !== "Fail") return;
  requireType(fields, ["Error", "Cause"], "string", at, findings);
  for (const name of ["Error", "Cause"]) {
    const value = fields[name];
    if (language === "JSONata" && isJsonataString(value))
      checkJsonataString(value, `${at}/${name}`, findings);
    if (value === undefined || !Object.hasOwn(fields, `${name}Path`)) continue;
    findings.schema(`Only one of these fields is allowed: [${name}, ${name}Path]`, at);
  }
}
