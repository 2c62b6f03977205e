import type { Json } from "../../asl/types.ts";
import { FieldScope } from "../field-scope.ts";
import type { CompiledState } from "../machine.ts";
import { leaveState } from "../transitions.ts";
import { baseState, type StateParts } from "./common.ts";

/** Gives its input on, a constant `Result`, or what `Output` or `Parameters` make of it. */
export function compilePass(parts: StateParts): CompiledState {
  const { flow, fields, next } = parts;
  const result = flow.language === "JSONPath" ? (fields["Result"] as Json | undefined) : undefined;
  const hasResult = flow.language === "JSONPath";
  const state: CompiledState = {
    ...baseState(parts, "Pass"),
    run(execution, frame) {
      const scope = new FieldScope(execution, frame);
      if (hasResult) {
        const prepared = flow.prepare(scope);
        scope.withResult(result === undefined ? prepared : result);
      }
      leaveState(execution, frame, state, flow.complete(scope), next);
    },
  };
  return state;
}
