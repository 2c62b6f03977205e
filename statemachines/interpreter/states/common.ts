import type { QueryLanguage, State } from "../../asl/types.ts";
import type { DataFlow, Fields } from "../data-flow.ts";
import type { CompiledCatcher, CompiledRetrier, CompiledState } from "../machine.ts";

/** What compiling a state of any type starts from. */
export interface StateParts {
  name: string;
  fields: Fields;
  language: QueryLanguage;
  flow: DataFlow;
  next: string | undefined;
  retriers: CompiledRetrier[];
  catchers: CompiledCatcher[];
  /** Compiles a nested list of states and answers its place in the machine. */
  addBranch(branch: { StartAt: string; States: Record<string, State> }): number;
}

export function baseState(parts: StateParts, type: CompiledState["type"]): Omit<CompiledState, "run"> {
  const { name, retriers, catchers } = parts;
  return {
    name,
    type,
    enteredEvent: `${type}StateEntered`,
    exitedEvent: `${type}StateExited`,
    retriers,
    catchers,
  };
}
