import type { Branch, Json } from "../../asl/types.ts";
import { openFan, openThread } from "../fan.ts";
import { FieldScope } from "../field-scope.ts";
import type { CompiledState } from "../machine.ts";
import { enterState, leaveState } from "../transitions.ts";
import { baseState, type StateParts } from "./common.ts";

/** Runs all branches on the same input; its result is the list of their outputs. */
export function compileParallel(parts: StateParts): CompiledState {
  const { fields, flow, next } = parts;
  const branches = (fields["Branches"] as Branch[]).map((branch) => ({
    id: parts.addBranch(branch),
    startAt: branch.StartAt,
  }));
  const state: CompiledState = {
    ...baseState(parts, "Parallel"),
    run(execution, frame) {
      const input = flow.prepare(new FieldScope(execution, frame));
      execution.publish(frame, "ParallelStateStarted");
      const { lastEventId, silent } = frame;
      const size = branches.length;
      const fanId = openFan(execution, frame, { size, concurrency: size, toleratedFailures: 0 });
      const threads = branches.map(({ id, startAt }) => ({
        startAt,
        threadId: openThread(execution, fanId, { branch: id, lastEventId, input, silent }),
      }));
      for (const { threadId, startAt } of threads.reverse()) {
        execution.schedule(threadId, (thread) => enterState(execution, thread, startAt, input));
      }
    },
    joined(execution, frame, results: Json[]) {
      execution.note(frame, "ParallelStateSucceeded");
      const scope = new FieldScope(execution, frame).withResult(results);
      leaveState(execution, frame, state, flow.complete(scope), next);
    },
  };
  return state;
}
