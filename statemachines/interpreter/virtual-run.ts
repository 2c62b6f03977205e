import type { Json, JsonObject, StateMachine } from "../asl/types.ts";
import { compileStateMachine } from "./compile.ts";
import type { CompiledMachine } from "./machine.ts";
import { runStep } from "./run-step.ts";
import type {
  Effect,
  ExecutionFacts,
  ExecutionStatus,
  HistoryEvent,
  InterpreterState,
  StepEnvironment,
  StepEvent,
} from "./types.ts";

/** One call of a task's resource. */
export interface VirtualTask {
  resource: string;
  arguments: Json;
  taskToken?: string;
  credentials?: JsonObject;
  /** The virtual time of the call. */
  nowMs: number;
}

/** Fails a task from its stand-in; any other error becomes one of this name and text. */
export class TaskError extends Error {
  readonly error: string;
  override readonly cause: string;

  constructor(error: string, cause: string) {
    super(cause);
    this.error = error;
    this.cause = cause;
  }
}

/** Answered by a stand-in that does not answer yet: what happens to the task later, by the virtual clock. */
export class Later {
  readonly afterMs: number;
  readonly settle: "never" | { output: Json } | { error: string; cause: string };
  /** The answer of the resource that a `.sync` or `.waitForTaskToken` task was handed to. */
  readonly submitted: Json | undefined;

  constructor(afterMs: number, settle: Later["settle"], submitted?: Json) {
    this.afterMs = afterMs;
    this.settle = settle;
    this.submitted = submitted;
  }
}

export interface VirtualRunOptions {
  input?: Json;
  /** Stands in for all tasks: answers the output, or throws. Default: every task fails. */
  task?(task: VirtualTask): Json | Later;
  facts?: Partial<ExecutionFacts>;
  startedAtMs?: number;
  withHistory?: boolean;
  /** Events from outside, by the virtual clock. */
  events?: { afterMs: number; event: StepEvent }[];
  /** Ends a run that does not end by itself. */
  maxSteps?: number;
}

export interface VirtualRunResult {
  status: ExecutionStatus;
  output?: Json;
  error?: string;
  cause?: string;
  history: HistoryEvent[];
  /** The virtual time that the run took. */
  durationMs: number;
  state: InterpreterState;
}

const DEFAULT_START_MS = Date.UTC(2026, 0, 1);
const DEFAULT_MAX_STEPS = 100_000;

/**
 * Runs a definition to its end with stand-ins for tasks and a clock that jumps from event to event. Ids and random
 * numbers come from a fixed sequence, so a run can be repeated.
 */
export async function virtualRun(
  definition: StateMachine | CompiledMachine,
  options: VirtualRunOptions = {},
): Promise<VirtualRunResult> {
  const machine = "branches" in definition ? definition : compileStateMachine(definition);
  const run = new VirtualRun(machine, options);
  return run.toEnd();
}

class VirtualRun {
  private readonly machine: CompiledMachine;
  private readonly options: VirtualRunOptions;
  private readonly facts: ExecutionFacts;
  private readonly agenda = new Agenda();
  private readonly history: HistoryEvent[] = [];
  private readonly environment: StepEnvironment;
  private state: InterpreterState | undefined;

  constructor(machine: CompiledMachine, options: VirtualRunOptions) {
    this.machine = machine;
    this.options = options;
    const startedAtMs = options.startedAtMs ?? DEFAULT_START_MS;
    this.facts = { ...exampleFacts(options.input ?? {}, startedAtMs), ...options.facts };
    this.environment = { ...fixedEnvironment(startedAtMs), withHistory: options.withHistory ?? true };
  }

  async toEnd(): Promise<VirtualRunResult> {
    const { startedAtMs } = this.facts;
    this.agenda.add(startedAtMs, { kind: "start" });
    for (const { afterMs, event } of this.options.events ?? []) this.agenda.add(startedAtMs + afterMs, event);
    const maxSteps = this.options.maxSteps ?? DEFAULT_MAX_STEPS;
    for (let steps = 0; steps < maxSteps; steps++) {
      const next = this.agenda.next();
      if (next === undefined || (await this.take(next))) return this.result();
    }
    throw new Error(`The run did not end within ${maxSteps} steps`);
  }

  /** Answers whether the execution has ended. */
  private async take({ atMs, event }: { atMs: number; event: StepEvent }): Promise<boolean> {
    this.environment.nowMs = Math.max(this.environment.nowMs, atMs);
    const result = await runStep(this.machine, this.state, event, this.facts, this.environment);
    this.state = result.state;
    this.history.push(...result.history);
    for (const effect of result.effects) this.apply(effect);
    return this.state.status !== "RUNNING";
  }

  private apply(effect: Effect): void {
    switch (effect.kind) {
      case "set-timer":
        return this.agenda.add(effect.dueAtMs, { kind: "timer-fired", timerId: effect.timerId });
      case "cancel-timer":
        return this.agenda.removeTimer(effect.timerId);
      case "run-task":
        return this.runTask(effect);
      default:
    }
  }

  private runTask(effect: Extract<Effect, { kind: "run-task" }>): void {
    const { taskId } = effect;
    const { nowMs } = this.environment;
    const { kind: _kind, taskId: _taskId, ...task } = effect;
    try {
      const answer =
        this.options.task === undefined ? failEveryTask() : this.options.task({ ...task, nowMs });
      if (answer instanceof Later) this.settleLater(taskId, answer);
      else this.agenda.add(nowMs, { kind: "task-succeeded", taskId, output: answer });
    } catch (thrown) {
      this.agenda.add(nowMs, { kind: "task-failed", taskId, ...failureOf(thrown) });
    }
  }

  private settleLater(taskId: string, { afterMs, settle, submitted }: Later): void {
    const { nowMs } = this.environment;
    if (submitted !== undefined)
      this.agenda.add(nowMs, { kind: "task-submitted", taskId, output: submitted });
    if (settle === "never") return;
    const event: StepEvent =
      "output" in settle
        ? { kind: "task-succeeded", taskId, output: settle.output }
        : { kind: "task-failed", taskId, ...settle };
    this.agenda.add(nowMs + afterMs, event);
  }

  private result(): VirtualRunResult {
    const state = this.state!;
    const { status, output, error, cause } = state;
    const durationMs = this.environment.nowMs - this.facts.startedAtMs;
    return {
      status,
      ...(output !== undefined && { output }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
      history: this.history,
      durationMs,
      state,
    };
  }
}

/** What will happen, in the order of its time; at one time, in the order in which it was added. */
class Agenda {
  private readonly entries: { atMs: number; event: StepEvent }[] = [];

  add(atMs: number, event: StepEvent): void {
    let place = this.entries.length;
    while (place > 0 && this.entries[place - 1]!.atMs > atMs) place--;
    this.entries.splice(place, 0, { atMs, event });
  }

  next(): { atMs: number; event: StepEvent } | undefined {
    return this.entries.shift();
  }

  removeTimer(timerId: string): void {
    const place = this.entries.findIndex(
      ({ event }) => event.kind === "timer-fired" && event.timerId === timerId,
    );
    if (place >= 0) this.entries.splice(place, 1);
  }
}

function failEveryTask(): never {
  throw new TaskError("States.TaskFailed", "No stand-in for tasks was given.");
}

function failureOf(thrown: unknown): { error: string; cause: string } {
  if (thrown instanceof TaskError) return { error: thrown.error, cause: thrown.cause };
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  return { error: error.name, cause: error.message };
}

function exampleFacts(input: Json, startedAtMs: number): ExecutionFacts {
  return {
    executionArn: "arn:aws:states:us-east-1:111111111111:execution:machine:execution",
    name: "execution",
    roleArn: "arn:aws:iam::111111111111:role/machine",
    stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:machine",
    stateMachineName: "machine",
    startedAtMs,
    input,
  };
}

function fixedEnvironment(nowMs: number): StepEnvironment {
  let seed = 42;
  let ids = 0;
  return {
    nowMs,
    random() {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed / 2 ** 31;
    },
    uuid: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`,
  };
}
