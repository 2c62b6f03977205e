import type { StateMachine } from "../statemachines/asl/types.ts";
import { compileStateMachine } from "../statemachines/interpreter/compile.ts";
import type { CompiledMachine } from "../statemachines/interpreter/machine.ts";
import { runStep } from "../statemachines/interpreter/run-step.ts";
import type { Frame, InterpreterState, StepResult } from "../statemachines/interpreter/types.ts";
import type { Advance, Engine, Outcome } from "./aws/step-functions/engine.ts";

/** An execution that has not had its first step yet has no state. */
interface Holder {
  state: InterpreterState | undefined;
}

/** The interpreter as the Step Functions service runs it. */
export const engine: Engine = {
  validate: () => [],
  compile: (definition: StateMachine) => compileStateMachine(definition),
  initialState: (): Holder => ({ state: undefined }),
  advance: async (machine, holder, facts, event, environment) =>
    advanceOf(await runStep(machine as CompiledMachine, (holder as Holder).state, event, facts, environment)),
  restore: (root, frames): Holder => ({
    state: {
      ...(JSON.parse(root) as Omit<InterpreterState, "frames">),
      frames: Object.fromEntries(frames.map(({ frameId, body }) => [frameId, JSON.parse(body) as Frame])),
    },
  }),
};

function advanceOf({ state, effects, history, changedFrames, deletedFrames }: StepResult): Advance {
  const { frames, ...header } = state;
  return {
    state: { state } satisfies Holder,
    history,
    effects,
    root: JSON.stringify(header),
    changedFrames: changedFrames.map((frameId) => ({ frameId, body: JSON.stringify(frames[frameId]) })),
    deletedFrames,
    ...(state.status === "RUNNING" ? {} : { outcome: outcomeOf(state) }),
  };
}

function outcomeOf({ status, output, error, cause }: InterpreterState): Outcome {
  return {
    status: status as Outcome["status"],
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}
