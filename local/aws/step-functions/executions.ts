import type { Json } from "../../../statemachines/asl/types.ts";
import type { ExecutionFacts, StepEvent } from "../../../statemachines/interpreter/types.ts";
import { runInBackground } from "../background.ts";
import type { Reach } from "../crash-points.ts";
import { DueQueue } from "../due-queue.ts";
import { executionArn } from "../identity.ts";
import { ignoreJournalFailure, type Journal } from "../journal/journal.ts";
import type { Scheduler } from "../scheduler.ts";
import { abandonment, withinHistoryLimit } from "./abandonment.ts";
import type { Advance, CompiledMachine, Engine, Outcome } from "./engine.ts";
import type { StoredExecution } from "./execution-rows.ts";
import { ExecutionStore, type StepConsequences } from "./execution-store.ts";
import type { OpenExecution, PostedEvent } from "./open-execution.ts";
import type { PendingTask } from "./pending-task.ts";

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
  /** Starts a task's work; called after the task is stored, again after a restart. */
  startTask(execution: OpenExecution, task: PendingTask): void;
  /** The execution no longer waits for the task. Called inside the transaction that says so. */
  taskEnded(execution: OpenExecution, task: PendingTask, cancelled: boolean): void;
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

type TaskEvent = Extract<StepEvent, { taskId: string }>;

/**
 * The executions that are running. An event is applied in memory and written in the same turn; what it sets going in the
 * world (tasks, timers) starts only once that is committed. One event of an execution is applied at a time. After a
 * restart the journal gives back the same executions, tasks and timers.
 */
export class Executions {
  readonly store: ExecutionStore;
  readonly #options: ExecutionsOptions;
  readonly #due: DueQueue;
  readonly #open = new Map<number, OpenExecution>();
  #delegate: ExecutionsDelegate | undefined;
  #running = false;

  constructor(options: ExecutionsOptions) {
    this.#options = options;
    this.store = new ExecutionStore(options.journal);
    this.#due = new DueQueue(options.scheduler, (key) => ignoreJournalFailure(() => this.#fire(key)));
  }

  setDelegate(delegate: ExecutionsDelegate): void {
    this.#delegate = delegate;
  }

  /** Loads an execution the journal has as running. */
  load(row: StoredExecution, machine: RunnableMachine): void {
    this.#add(row.id, row, machine, this.store.load(row, this.#options.engine));
  }

  /** Goes on with what is loaded: takes first steps that were not taken, runs tasks again, arms timers. */
  resume(): void {
    this.#running = true;
    for (const execution of this.#open.values()) {
      if (execution.lastEventId === 0) this.post(execution, { kind: "start" });
      for (const [timerId, dueAtMs] of execution.timers)
        this.#due.set(timerKey(execution.id, timerId), dueAtMs);
      for (const task of execution.tasks.values()) this.#delegate!.startTask(execution, task);
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

  ofMachine(machineArn: string): OpenExecution[] {
    return [...this.#open.values()].filter(({ facts }) => facts.stateMachineArn === machineArn);
  }

  /** Stores a new execution; its first step is taken by `begin`. */
  create(machine: RunnableMachine, name: string, input: string): OpenExecution {
    const startedAtMs = this.#options.scheduler.nowMs();
    const arn = executionArn(machine.arn, name);
    const row = { arn, name, machineArn: machine.arn, machineVersion: machine.version, input, startedAtMs };
    const id = this.store.rows.insert(row);
    const fresh = { state: undefined, tasks: new Map(), timers: new Map(), lastEventId: 0 };
    return this.#add(id, row, machine, fresh);
  }

  begin(execution: OpenExecution): void {
    this.#delegate!.statusChanged(execution, undefined);
    this.post(execution, { kind: "start" });
  }

  /** The task a token was issued to; undefined for tokens never issued. */
  findToken(token: string): { execution: OpenExecution | undefined; taskId: string } | undefined {
    const found = this.store.findToken(token);
    return found && { execution: this.#open.get(found.executionId), taskId: found.taskId };
  }

  /** What came of a task. @returns whether the execution was still waiting for it, once that is written */
  settleTask(execution: OpenExecution, event: TaskEvent): Promise<boolean> {
    const { reach, journal } = this.#options;
    reach("task-result:before");
    return new Promise((resolve) => {
      this.post(execution, event, (applied) => {
        if (applied) journal.afterCommit(() => reach("task-result:after"));
        resolve(applied);
      });
    });
  }

  /** Applies an event after those that came before it. */
  post(execution: OpenExecution, event: StepEvent, done: PostedEvent["done"] = () => undefined): void {
    execution.waiting.push({ event, done });
    this.#drain(execution);
  }

  #add(
    id: number,
    row: Pick<StoredExecution, "arn" | "name" | "input" | "startedAtMs">,
    machine: RunnableMachine,
    progress: Pick<OpenExecution, "state" | "tasks" | "timers" | "lastEventId">,
  ): OpenExecution {
    const facts = factsOf(row, machine);
    const base = { id, facts, input: row.input, machine: machine.compiled };
    const execution: OpenExecution = { ...base, ...progress, waiting: [], isStepping: false };
    this.#open.set(id, execution);
    return execution;
  }

  #drain(execution: OpenExecution): void {
    while (!execution.isStepping) {
      const posted = execution.waiting.shift();
      if (posted === undefined) return;
      if (this.#isWanted(execution, posted.event)) this.#step(execution, posted);
      else posted.done(false);
    }
  }

  /** A result, a timer or a stop may come when nobody waits for it any more. */
  #isWanted(execution: OpenExecution, event: StepEvent): boolean {
    if (!this.#open.has(execution.id)) return false;
    if ("taskId" in event) return execution.tasks.has(event.taskId);
    return event.kind !== "timer-fired" || execution.timers.has(event.timerId);
  }

  #step(execution: OpenExecution, posted: PostedEvent): void {
    const { engine, scheduler, random, uuid, log } = this.#options;
    const environment = { nowMs: scheduler.nowMs(), random, uuid };
    execution.isStepping = true;
    let advance: Advance | Promise<Advance>;
    try {
      advance = engine.advance(
        execution.machine,
        execution.state,
        execution.facts,
        posted.event,
        environment,
      );
    } catch (error) {
      advance = this.#abandon(execution, error);
    }
    if (!(advance instanceof Promise)) {
      this.#apply(execution, posted, advance);
      return;
    }
    const slow = advance;
    runInBackground(log, async () => {
      const result = await slow.catch((error: unknown) => this.#abandon(execution, error));
      this.#apply(execution, posted, result);
      this.#drain(execution);
    });
  }

  #apply(execution: OpenExecution, posted: PostedEvent, result: Advance): void {
    const nowMs = this.#options.scheduler.nowMs();
    const advance = withinHistoryLimit(result, nowMs);
    const consequences = this.store.write(execution, posted.event, advance, nowMs);
    execution.isStepping = false;
    if (advance.outcome !== undefined) this.#open.delete(execution.id);
    for (const { task, cancelled } of consequences.endedTasks)
      this.#delegate!.taskEnded(execution, task, cancelled);
    for (const timerId of consequences.endedTimers) this.#due.cancel(timerKey(execution.id, timerId));
    if (advance.outcome !== undefined) this.#delegate!.statusChanged(execution, advance.outcome);
    posted.done(true);
    this.#options.journal.afterCommit(() => this.#release(execution, consequences));
  }

  /** Sets going what a step has started, unless a later step of the same transaction has ended it again. */
  #release(execution: OpenExecution, { startedTimers, startedTasks }: StepConsequences): void {
    if (!this.#running) return;
    for (const { timerId, dueAtMs } of startedTimers) {
      if (execution.timers.get(timerId) === dueAtMs) this.#due.set(timerKey(execution.id, timerId), dueAtMs);
    }
    for (const task of startedTasks) {
      if (execution.tasks.get(task.effect.taskId) === task) this.#delegate!.startTask(execution, task);
    }
  }

  #fire(key: string): void {
    const separator = key.indexOf(":");
    const execution = this.#open.get(Number(key.slice(0, separator)));
    if (!this.#running || execution === undefined) return;
    const { reach, journal } = this.#options;
    reach("timer-fire:before");
    this.post(execution, { kind: "timer-fired", timerId: key.slice(separator + 1) }, (applied) => {
      if (applied) journal.afterCommit(() => reach("timer-fire:after"));
    });
  }

  #abandon(execution: OpenExecution, error: unknown): Advance {
    this.#options.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return abandonment(execution.lastEventId, error, this.#options.scheduler.nowMs());
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
