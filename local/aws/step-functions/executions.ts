import type { Json } from "../../../statemachines/asl/types.ts";
import type {
  Effect,
  ExecutionFacts,
  HistoryEvent,
  StepEnvironment,
} from "../../../statemachines/interpreter/types.ts";
import type { Reach } from "../crash-points.ts";
import { DueQueue } from "../due-queue.ts";
import { executionArn } from "../identity.ts";
import type { Journal } from "../journal/journal.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Advance, CompiledMachine, Engine, ExecutionEvent, Outcome } from "./engine.ts";
import { ExecutionRows, type StoredExecution } from "./execution-rows.ts";
import { HistoryRows } from "./history-rows.ts";
import type { OpenExecution } from "./open-execution.ts";
import { hashToken, type PendingTask } from "./pending-task.ts";
import { TaskRows } from "./task-rows.ts";
import { TimerRows } from "./timer-rows.ts";

/** A version of a state machine, ready to run. */
export interface RunnableMachine {
  arn: string;
  name: string;
  version: number;
  roleArn: string;
  compiled: CompiledMachine;
}

/** What the rest of the service does for executions. */
export interface ExecutionsDelegate {
  /** Starts a task's work; called after the task is stored, again after a restart unless it was submitted. */
  startTask(execution: OpenExecution, task: PendingTask): void;
  /** The execution no longer waits for the task. Called inside the transaction that says so. */
  taskCancelled(execution: OpenExecution, task: PendingTask): void;
  /** Called inside the transaction that starts or ends an execution. */
  statusChanged(execution: OpenExecution, outcome: Outcome | undefined): void;
}

export interface ExecutionsOptions {
  engine: Engine;
  journal: Journal;
  scheduler: Scheduler;
  random: () => number;
  uuid: () => string;
  reach: Reach;
  log: (message: string) => void;
}

/**
 * The executions that are running. An event is applied in memory and written in the same turn; what it sets going in the
 * world (tasks, timers) starts only once that is committed. After a restart the journal gives back the same executions,
 * tasks and timers.
 */
export class Executions {
  readonly rows: ExecutionRows;
  readonly history: HistoryRows;
  readonly #options: ExecutionsOptions;
  readonly #tasks: TaskRows;
  readonly #timers: TimerRows;
  readonly #due: DueQueue;
  readonly #open = new Map<number, OpenExecution>();
  readonly #environment: Omit<StepEnvironment, "nowMs">;
  #delegate: ExecutionsDelegate | undefined;
  #running = false;

  constructor(options: ExecutionsOptions) {
    this.#options = options;
    this.rows = new ExecutionRows(options.journal);
    this.history = new HistoryRows(options.journal);
    this.#tasks = new TaskRows(options.journal);
    this.#timers = new TimerRows(options.journal);
    this.#due = new DueQueue(options.scheduler, (key) => this.#fire(key));
    this.#environment = { random: options.random, uuid: options.uuid };
  }

  setDelegate(delegate: ExecutionsDelegate): void {
    this.#delegate = delegate;
  }

  /** Loads an execution the journal has as running. */
  load(row: StoredExecution, machine: RunnableMachine): void {
    const { engine } = this.#options;
    // A running execution always has a state: its row and its first step are one transaction.
    const state = engine.restore(row.state!, this.rows.frames(row.id));
    const tasks = this.#tasks
      .list(row.id)
      .map(({ taskId, effect, submitted }) => [taskId, { effect, submitted }] as const);
    this.#open.set(row.id, {
      id: row.id,
      facts: factsOf(row, machine),
      input: row.input,
      machine: machine.compiled,
      state,
      tasks: new Map(tasks),
      timers: new Map(this.#timers.list(row.id).map(({ timerId, dueAtMs }) => [timerId, dueAtMs])),
      lastEventId: this.history.lastEventId(row.id),
    });
  }

  /** Sets going what is loaded: runs again what was under way, arms timers. */
  resume(): void {
    this.#running = true;
    for (const execution of this.#open.values()) {
      for (const [timerId, dueAtMs] of execution.timers)
        this.#due.set(timerKey(execution.id, timerId), dueAtMs);
      for (const task of execution.tasks.values())
        if (!task.submitted) this.#delegate!.startTask(execution, task);
    }
  }

  /** Lets timers and effects rest; what is stored stays. */
  stop(): void {
    this.#running = false;
    this.#due.clear();
  }

  find(id: number): OpenExecution | undefined {
    return this.#open.get(id);
  }

  /** Those of one machine. */
  ofMachine(machineArn: string): OpenExecution[] {
    return [...this.#open.values()].filter(({ facts }) => facts.stateMachineArn === machineArn);
  }

  /** Stores a new execution; its first step is taken by `begin`. */
  create(machine: RunnableMachine, name: string, input: string): OpenExecution {
    const startedAtMs = this.#options.scheduler.nowMs();
    const arn = executionArn(machine.arn, name);
    const row = { arn, name, machineArn: machine.arn, machineVersion: machine.version, input, startedAtMs };
    const id = this.rows.insert(row);
    const facts = factsOf(row, machine);
    const execution: OpenExecution = {
      id,
      facts,
      input,
      machine: machine.compiled,
      state: this.#options.engine.initialState(machine.compiled, facts),
      tasks: new Map(),
      timers: new Map(),
      lastEventId: 0,
    };
    this.#open.set(id, execution);
    return execution;
  }

  begin(execution: OpenExecution): void {
    this.#delegate!.statusChanged(execution, undefined);
    this.apply(execution, { kind: "start" });
  }

  /** A task's token was issued to this task; undefined for tokens never issued. */
  findToken(
    token: string,
  ): { execution: OpenExecution | undefined; task: PendingTask | undefined } | undefined {
    const found = this.#tasks.findToken(hashToken(token));
    if (found === undefined) return undefined;
    const execution = this.#open.get(found.executionId);
    return { execution, task: execution?.tasks.get(found.taskId) };
  }

  /** A task's result. Ignored when the execution no longer waits for it. */
  settleTask(execution: OpenExecution, event: Extract<ExecutionEvent, { taskId: string }>): void {
    const { reach, journal } = this.#options;
    const task = execution.tasks.get(event.taskId);
    if (task === undefined) return;
    reach("task-result:before");
    if (event.kind === "task-submitted") {
      task.submitted = true;
      this.#tasks.markSubmitted(execution.id, event.taskId);
    } else if (event.kind !== "task-heartbeat") {
      this.#forgetTask(execution, event.taskId);
    }
    this.apply(execution, event);
    journal.afterCommit(() => reach("task-result:after"));
  }

  /** Takes one step: in memory, and in the journal's open transaction. */
  apply(execution: OpenExecution, event: ExecutionEvent): void {
    if (!this.#open.has(execution.id)) return;
    const { engine, scheduler } = this.#options;
    let advance: Advance;
    try {
      const environment = { ...this.#environment, nowMs: scheduler.nowMs() };
      advance = engine.advance(execution.machine, execution.state, event, environment);
    } catch (error) {
      this.#abandon(execution, error);
      return;
    }
    this.#store(execution, advance);
  }

  #store(execution: OpenExecution, advance: Advance): void {
    execution.state = advance.state;
    this.#append(execution, advance.history);
    for (const effect of advance.effects) this.#stage(execution, effect);
    if (advance.outcome !== undefined) {
      this.#close(execution, advance.outcome);
      return;
    }
    this.rows.saveState(execution.id, advance.root);
    for (const { frameId, body } of advance.changedFrames) this.rows.saveFrame(execution.id, frameId, body);
    for (const frameId of advance.deletedFrames) this.rows.deleteFrame(execution.id, frameId);
  }

  #append(execution: OpenExecution, events: readonly HistoryEvent[]): void {
    this.history.append(execution.id, events);
    execution.lastEventId = events.at(-1)?.id ?? execution.lastEventId;
  }

  #stage(execution: OpenExecution, effect: Effect): void {
    switch (effect.kind) {
      case "run-task":
        return this.#addTask(execution, { effect, submitted: false });
      case "cancel-task":
        return this.#cancelTask(execution, effect.taskId);
      case "set-timer":
        return this.#setTimer(execution, effect.timerId, effect.dueAtMs);
      case "cancel-timer":
        return this.#cancelTimer(execution, effect.timerId);
      case "finished":
        // The outcome says the same, with its values.
        return;
    }
  }

  #addTask(execution: OpenExecution, task: PendingTask): void {
    const { taskId, taskToken } = task.effect;
    execution.tasks.set(taskId, task);
    this.#tasks.insert(execution.id, task.effect);
    if (taskToken !== undefined) this.#tasks.insertToken(hashToken(taskToken), execution.id, taskId);
    this.#options.journal.afterCommit(() => {
      if (this.#running && execution.tasks.get(taskId) === task) this.#delegate!.startTask(execution, task);
    });
  }

  #cancelTask(execution: OpenExecution, taskId: string): void {
    const task = execution.tasks.get(taskId);
    if (task === undefined) return;
    this.#forgetTask(execution, taskId);
    this.#delegate!.taskCancelled(execution, task);
  }

  #forgetTask(execution: OpenExecution, taskId: string): void {
    execution.tasks.delete(taskId);
    this.#tasks.delete(execution.id, taskId);
  }

  #setTimer(execution: OpenExecution, timerId: string, dueAtMs: number): void {
    execution.timers.set(timerId, dueAtMs);
    this.#timers.set(execution.id, timerId, dueAtMs);
    this.#options.journal.afterCommit(() => {
      if (this.#running && execution.timers.get(timerId) === dueAtMs) {
        this.#due.set(timerKey(execution.id, timerId), dueAtMs);
      }
    });
  }

  #cancelTimer(execution: OpenExecution, timerId: string): void {
    if (!execution.timers.delete(timerId)) return;
    this.#timers.delete(execution.id, timerId);
    this.#due.cancel(timerKey(execution.id, timerId));
  }

  #fire(key: string): void {
    const separator = key.indexOf(":");
    const execution = this.#open.get(Number(key.slice(0, separator)));
    const timerId = key.slice(separator + 1);
    if (!this.#running || execution === undefined || !execution.timers.has(timerId)) return;
    const { reach, journal } = this.#options;
    reach("timer-fire:before");
    this.#cancelTimer(execution, timerId);
    this.apply(execution, { kind: "timer-fired", timerId });
    journal.afterCommit(() => reach("timer-fire:after"));
  }

  #close(execution: OpenExecution, outcome: Outcome): void {
    for (const taskId of execution.tasks.keys()) this.#cancelTask(execution, taskId);
    for (const timerId of execution.timers.keys()) this.#cancelTimer(execution, timerId);
    this.#open.delete(execution.id);
    this.rows.end(execution.id, {
      status: outcome.status,
      output: outcome.output === undefined ? null : JSON.stringify(outcome.output),
      error: outcome.error ?? null,
      cause: outcome.cause ?? null,
      stoppedAtMs: this.#options.scheduler.nowMs(),
    });
    this.#delegate!.statusChanged(execution, outcome);
  }

  /** The engine threw, which no definition or input should make it do: the execution ends and says so. */
  #abandon(execution: OpenExecution, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log(error instanceof Error ? (error.stack ?? reason) : reason);
    const details = { error: "States.Runtime", cause: `The state machine cannot be run on: ${reason}` };
    const event: HistoryEvent = {
      id: execution.lastEventId + 1,
      previousEventId: execution.lastEventId,
      timestamp: this.#options.scheduler.nowMs(),
      type: "ExecutionFailed",
      executionFailedEventDetails: details,
    };
    this.#append(execution, [event]);
    this.#close(execution, { status: "FAILED", ...details });
  }
}

function timerKey(executionId: number, timerId: string): string {
  return `${executionId}:${timerId}`;
}

function factsOf(
  row: Pick<StoredExecution, "arn" | "name" | "input" | "startedAtMs">,
  machine: RunnableMachine,
): ExecutionFacts {
  return {
    executionArn: row.arn,
    name: row.name,
    roleArn: machine.roleArn,
    stateMachineArn: machine.arn,
    stateMachineName: machine.name,
    startedAtMs: row.startedAtMs,
    input: JSON.parse(row.input) as Json,
  };
}
