import type { Json, StateMachine } from "../../../statemachines/asl/types.ts";
import { validateDefinition } from "../../../statemachines/asl/validate.ts";
import { compileStateMachine } from "../../../statemachines/interpreter/compile.ts";
import type { CompiledMachine } from "../../../statemachines/interpreter/machine.ts";
import { runStep } from "../../../statemachines/interpreter/run-step.ts";
import type { Frame, InterpreterState, StepResult } from "../../../statemachines/interpreter/types.ts";
import { HISTORY_LIMIT } from "./abandonment.ts";
import type { Advance, DefinitionDiagnostic, Engine, Outcome } from "./engine.ts";

/** The engine the service runs on: the interpreter, with its state cut into the parts that the journal keeps. */
export const interpreterEngine: Engine = {
  validate(definition) {
    const findings = validateDefinition(definition);
    return findings.some(({ severity }) => severity === "ERROR")
      ? findings
      : [...findings, ...compileFindings(definition)];
  },
  compile: compileStateMachine,
  advance(machine, state, facts, event, environment) {
    const [compiled, standing] = [machine as CompiledMachine, state as InterpreterState | undefined];
    const result = runStep(compiled, standing, event, facts, environment, HISTORY_LIMIT);
    return result instanceof Promise ? result.then(advanceOf) : advanceOf(result);
  },
  restore(root, frames) {
    const header = JSON.parse(root) as Omit<InterpreterState, "frames">;
    const entries = frames.map(({ frameId, body }) => [frameId, JSON.parse(body) as Frame]);
    return { ...header, frames: Object.fromEntries(entries) as Record<string, Frame> };
  },
};

/** What only compiling finds. */
function compileFindings(definition: Json): DefinitionDiagnostic[] {
  try {
    compileStateMachine(definition as unknown as StateMachine);
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String((error as { message?: unknown }).message);
    return [{ severity: "ERROR", code: "SCHEMA_VALIDATION_FAILED", message }];
  }
}

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
