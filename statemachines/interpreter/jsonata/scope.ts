import type { Json } from "../../asl/types.ts";

/** What `$states` holds while a field is evaluated. `context` is built only when an expression asks for it. */
export interface StatesBinding {
  input: Json;
  result?: Json;
  errorOutput?: Json;
  context(): Json;
}

/** Everything an expression can see and nothing else: no clock, no randomness of its own. */
export interface EvaluationScope {
  states: StatesBinding;
  nowMs: number;
  random(): number;
  uuid(): string;
  /** The value of a workflow variable, `undefined` when no scope has it. */
  variable(name: string): Json | undefined;
  /** All visible variables, inner ones over outer ones. */
  variables(): Record<string, Json>;
  /** Runs an asynchronous evaluation: answers at once when its result is known, else throws `PendingEvaluation`. */
  await(run: () => Promise<unknown>): unknown;
}

/** `$states` as one value, for expressions that take it whole. */
export function statesObject(states: StatesBinding): Record<string, unknown> {
  const object: Record<string, unknown> = { input: states.input, context: states.context() };
  if (states.errorOutput !== undefined) object["errorOutput"] = states.errorOutput;
  if (states.result !== undefined) object["result"] = states.result;
  return object;
}
