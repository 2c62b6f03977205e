import type { Findings } from "./finding.ts";
import { ownField } from "./json-shape.ts";
import type { StateList } from "./state-list.ts";

/** `QueryLanguage` may turn a state of a JSONPath machine to JSONata, never the other way round. */
export function checkQueryLanguages(lists: StateList[], findings: Findings): void {
  const machine = lists[0]!;
  checkValue(machine.fields, "", findings);
  const isJsonata = machine.fields["QueryLanguage"] === "JSONata";
  for (const state of lists.flatMap(({ states }) => states)) {
    checkValue(state.fields, state.at, findings);
    if (!isJsonata || state.fields["QueryLanguage"] !== "JSONPath") continue;
    findings.schema(
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
      state.at,
    );
  }
}

function checkValue(fields: StateList["fields"], at: string, findings: Findings): void {
  const language = ownField(fields, "QueryLanguage");
  if (language === undefined || language === "JSONata" || language === "JSONPath") return;
  findings.schema("Value must be one of: [JSONPath, JSONata]", `${at}/QueryLanguage`);
}
