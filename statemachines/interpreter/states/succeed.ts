import { FieldScope } from "../field-scope.ts";
import type { CompiledState } from "../machine.ts";
import { leaveState } from "../transitions.ts";
import { baseState, type StateParts } from "./common.ts";

/** Ends the machine, or the branch that it is in. */
export function compileSucceed(parts: StateParts): CompiledState {
  const state: CompiledState = {
    ...baseState(parts, "Succeed"),
    run(execution, frame) {
      const completion = parts.flow.complete(new FieldScope(execution, frame));
      leaveState(execution, frame, state, completion, undefined);
    },
  };
  return state;
}
