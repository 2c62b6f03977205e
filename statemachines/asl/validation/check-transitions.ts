import type { Findings } from "./finding.ts";
import { arrayOf, isObject } from "./json-shape.ts";
import type { StateEntry, StateList } from "./state-list.ts";

const LEAVING = new Set(["Task", "Pass", "Wait", "Parallel", "Map"]);

/** `Next` or `End`; that targets exist, that some state ends the list, and that each of its states can be reached. */
export function checkTransitions(list: StateList, findings: Findings): void {
  if (!isObject(list.fields["States"])) return;
  for (const state of list.states) checkExit(state, findings);
  const names = new Set(list.states.map(({ name }) => name));
  for (const { target, at } of [...startOf(list), ...list.states.flatMap(targetsOf)]) {
    if (!names.has(target)) {
      findings.error("MISSING_TRANSITION_TARGET", `Missing 'Next' target: ${target}`, at);
    }
  }
  if (!list.states.some(isTerminal)) {
    findings.error("MISSING_END_STATE", "Workflow has no terminal state");
    return;
  }
  const reachable = reachableNames(list);
  for (const { name, at } of list.states) {
    if (reachable.has(name)) continue;
    findings.error("MISSING_TRANSITION_TARGET", `State "${name}" is not reachable.`, at);
  }
}

function checkExit({ type, fields, at }: StateEntry, findings: Findings): void {
  if (type === undefined || !LEAVING.has(type)) return;
  const hasNext = Object.hasOwn(fields, "Next");
  const ends = fields["End"] === true;
  if (hasNext === ends) findings.schema("Exactly one of these fields is required: [Next, End]", at);
}

function isTerminal({ type, fields }: StateEntry): boolean {
  return type === "Succeed" || type === "Fail" || fields["End"] === true;
}

interface Target {
  target: string;
  at: string;
}

function startOf({ fields, at }: StateList): Target[] {
  return target(fields["StartAt"], `${at}/StartAt`);
}

function targetsOf({ fields, at, type }: StateEntry): Target[] {
  if (type === "Choice") return [...targetsIn("Choices"), ...target(fields["Default"], `${at}/Default`)];
  return [...target(fields["Next"], `${at}/Next`), ...targetsIn("Catch")];

  function targetsIn(field: "Choices" | "Catch"): Target[] {
    return arrayOf(fields[field]).flatMap((item, index) =>
      isObject(item) ? target(item["Next"], `${at}/${field}[${index}]/Next`) : [],
    );
  }
}

function target(name: unknown, at: string): Target[] {
  return typeof name === "string" ? [{ target: name, at }] : [];
}

function reachableNames(list: StateList): Set<string> {
  const states = new Map(list.states.map((state) => [state.name, state]));
  const reached = new Set(startOf(list).map((start) => start.target));
  for (const name of reached) {
    const state = states.get(name);
    for (const next of state === undefined ? [] : targetsOf(state)) reached.add(next.target);
  }
  return reached;
}
