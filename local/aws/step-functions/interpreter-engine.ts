import type { StateMachine } from "../../../statemachines/asl/types.ts";
import { compileStateMachine } from "../../../statemachines/interpreter/compile.ts";
import type { CompiledMachine } from "../../../statemachines/interpreter/machine.ts";
import { runStep } from "../../../statemachines/interpreter/run-step.ts";
import type { Frame, InterpreterState, StepResult } from "../../../statemachines/interpreter/types.ts";
import type { Advance, Engine, Outcome } from "./engine.ts";

/** The engine the service runs on: the interpreter, with its state cut into the parts that the journal keeps. */
export const interpreterEngine: Engine = {
  validate(definition) {
    try {
      compileStateMachine(definition as unknown as StateMachine);
      return [];
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return [{ severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED", message }];
    }
  },
  compile: compileStateMachine,
  advance(machine, state, facts, event, environment) {
    const before = state as InterpreterState | undefined;
    const stepped = runStep(machine as CompiledMachine, before, event, facts, environment);
    return stepped instanceof Promise ? stepped.then(advanceOf) : advanceOf(stepped);
  },
  restore(root, frames) {
    const header = JSON.parse(root) as Omit<InterpreterState, "frames">;
    const entries = frames.map(({ frameId, body }) => [frameId, JSON.parse(body) as Frame]);
    return { ...header, frames: Object.fromEntries(entries) as Record<string, Frame> };
  },
};

function advanceOf({ state, effects, history, changedFrames, deletedFrames }: StepResult): Advance {
  const { frames, ...header } = state;
  const outcome = outcomeOf(state);
  return {
    state,
    history,
    effects,
    root: JSON.stringify(header),
    changedFrames: changedFrames.map((frameId) => ({ frameId, body: JSON.stringify(frames[frameId]) })),
    deletedFrames,
    ...(outcome === undefined ? {} : { outcome }),
  };
}

function outcomeOf({ status, output, error, cause }: InterpreterState): Outcome | undefined {
  if (status === "RUNNING") return undefined;
  return {
    status,
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}
