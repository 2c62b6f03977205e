import type { Branch, State, StateMachine } from "../asl/types.ts";

/** What a compiled workflow costs. Step Functions bills each state that is entered. */
export interface CompileMetrics {
  states: number;
  tasks: number;
  choices: number;
  parallels: number;
  passes: number;
  /** States entered by the longest run without a failure: the most that one can cost. */
  transitions: number;
  /** Those, without `record-run`, for each node of the workflow. */
  transitionsPerNode: number;
  /** Barriers that the workflow's order did not ask for. */
  lossyCuts: number;
  /** Parallels within each other. */
  maxNesting: number;
  definitionBytes: number;
}

export function compileMetrics(machine: StateMachine, nodeCount: number, lossyCuts: number): CompileMetrics {
  const states = allStates(machine);
  const count = (type: State["Type"]) => states.filter((state) => state.Type === type).length;
  const transitions = longestPath(machine);
  return {
    states: states.length,
    tasks: count("Task"),
    choices: count("Choice"),
    parallels: count("Parallel"),
    passes: count("Pass"),
    transitions,
    transitionsPerNode: (transitions - 1) / Math.max(nodeCount, 1),
    lossyCuts,
    maxNesting: nesting(machine),
    definitionBytes: new TextEncoder().encode(JSON.stringify(machine)).length,
  };
}

function allStates(branch: Branch): State[] {
  return Object.values(branch.States).flatMap((state) =>
    state.Type === "Parallel" ? [state, ...state.Branches.flatMap(allStates)] : [state],
  );
}

function nesting(branch: Branch): number {
  const depths = Object.values(branch.States).map((state) =>
    state.Type === "Parallel" ? 1 + Math.max(...state.Branches.map(nesting)) : 0,
  );
  return Math.max(0, ...depths);
}

/** Most states entered from the start to an end, without taking a Catch. A loop (a call that waits for an approval) counts once. */
function longestPath(branch: Branch): number {
  const known = new Map<string, number>();
  const from = (name: string): number => {
    const before = known.get(name);
    if (before !== undefined) return before;
    // On the way back to it.
    known.set(name, 0);
    const state = branch.States[name];
    if (state === undefined) throw new Error(`There is no state "${name}".`);
    const own = state.Type === "Parallel" ? 1 + sum(state.Branches.map(longestPath)) : 1;
    const length = own + Math.max(0, ...nextOf(state).map(from));
    known.set(name, length);
    return length;
  };
  return from(branch.StartAt);
}

function nextOf(state: State): string[] {
  if (state.Type === "Choice") {
    const named = state.Choices.map((rule) => rule.Next);
    return state.Default === undefined ? named : [...named, state.Default];
  }
  return "Next" in state && state.Next !== undefined ? [state.Next] : [];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
