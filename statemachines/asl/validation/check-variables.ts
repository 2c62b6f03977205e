import type { Json } from "../types.ts";
import type { Findings } from "./finding.ts";
import { arrayOf, isObject } from "./json-shape.ts";
import type { StateEntry, StateList } from "./state-list.ts";

const NAME = /^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u;
const NAME_LIMIT = 80;
/** `$states` holds what Step Functions gives a state. */
const RESERVED = "states";

interface Assignment {
  name: string;
  at: string;
  state: StateEntry;
}

/** Variables: right names, and none in a branch or iteration that the states around it assign too. */
export function checkVariables(lists: StateList[], findings: Findings): void {
  const assigned = new Map(lists.map((list) => [list, assignmentsOf(list, findings)]));
  for (const [list, found] of assigned) {
    const outer = found.length === 0 ? new Set<string>() : outerNames(list, assigned);
    for (const { name, at } of found) {
      checkName(name, at, findings);
      if (outer.has(name)) findings.schema(`Variable '${name}' is already assigned in an outer scope`, at);
    }
  }
}

/** What is assigned around a list; but what the states that hold it assign comes into being after its end. */
function outerNames(
  { outer, holder }: StateList,
  assigned: ReadonlyMap<StateList, Assignment[]>,
): Set<string> {
  if (outer === undefined) return new Set();
  const names = (assigned.get(outer) ?? []).filter(({ state }) => state !== holder).map(({ name }) => name);
  return new Set([...names, ...outerNames(outer, assigned)]);
}

function checkName(name: string, at: string, findings: Findings): void {
  if (name === RESERVED) return findings.schema(`Variable name '${name}' is reserved`, at);
  if (NAME.test(name) && Array.from(name).length <= NAME_LIMIT) return;
  findings.schema(`Variable name '${name}' is not valid`, at);
}

function assignmentsOf(list: StateList, findings: Findings): Assignment[] {
  return list.states.flatMap((state) =>
    assignsOf(state).flatMap(([assign, at]) => readAssign(assign, state, at, findings)),
  );
}

/** Each `Assign` of a state: its own, those of its rules and of its catchers. */
function assignsOf({ fields, at }: StateEntry): [assign: Json | undefined, at: string][] {
  const inner = ["Choices", "Catch"].flatMap((field) =>
    arrayOf(fields[field]).map((item, index): [Json | undefined, string] => [
      isObject(item) ? item["Assign"] : undefined,
      `${at}/${field}[${index}]/Assign`,
    ]),
  );
  return [[fields["Assign"], `${at}/Assign`], ...inner];
}

function readAssign(
  assign: Json | undefined,
  state: StateEntry,
  at: string,
  findings: Findings,
): Assignment[] {
  if (assign === undefined) return [];
  if (!isObject(assign)) {
    findings.schema("Expected value of type Object", at);
    return [];
  }
  return Object.keys(assign).map((key) => ({
    name: state.language === "JSONPath" ? key.replace(/\.\$$/, "") : key,
    at: `${at}/${key}`,
    state,
  }));
}
