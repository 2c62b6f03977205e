import type { PlannedState, Scope } from "../plan/states.ts";

/** Step Functions' limit. */
const maxNameLength = 80;

/** A name for every state of the machine, unique over all its branches. Nodes and sinks are called by their ids. */
export function nameStates(root: Scope): Map<PlannedState, string> {
  const states = allStates(root);
  const names = new Map<PlannedState, string>();
  const taken = new Set<string>();
  const sorted = [...states.filter(isNamedById), ...states.filter((state) => !isNamedById(state))];
  for (const state of sorted) {
    const name = unused(labelOf(state), taken);
    taken.add(name);
    names.set(state, name);
  }
  return names;
}

export function allStates(scope: Scope): PlannedState[] {
  return scope.states.flatMap((state) =>
    state.kind === "parallel" ? [state, ...state.branches.flatMap(allStates)] : [state],
  );
}

function isNamedById(state: PlannedState): boolean {
  return (
    state.kind === "task" ||
    (state.kind === "end" && state.outcome.kind !== "failed" && state.outcome.sink !== null)
  );
}

function labelOf(state: PlannedState): string {
  const decidesSeveral = state.kind === "choice" && state.rules.length > 1 && state.after !== undefined;
  return decidesSeveral ? `after ${state.after}` : state.label;
}

function unused(label: string, taken: ReadonlySet<string>): string {
  for (let count = 1; ; count++) {
    const suffix = count === 1 ? "" : ` (${count})`;
    const name = `${label.slice(0, maxNameLength - suffix.length)}${suffix}`;
    if (!taken.has(name)) return name;
  }
}
