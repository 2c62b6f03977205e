import type { StepEvent } from "../../../statemachines/interpreter/types.ts";
import type { Journal } from "../journal/journal.ts";
import type { Advance, Engine } from "./engine.ts";
import { ExecutionRows, ROOT, type StoredExecution } from "./execution-rows.ts";
import { HistoryRows } from "./history-rows.ts";
import type { OpenExecution } from "./open-execution.ts";
import { hashToken, type PendingTask, type RunTask } from "./pending-task.ts";
import { TaskRows } from "./task-rows.ts";
import { TimerRows } from "./timer-rows.ts";

/** What a step sets going once it is committed, and what it ends. */
export interface StepConsequences {
  startedTasks: PendingTask[];
  endedTasks: { task: PendingTask; cancelled: boolean }[];
  startedTimers: { timerId: string; dueAtMs: number }[];
  endedTimers: string[];
}

/** Keeps an execution's tables in step with its memory: both change here, and only here. */
export class ExecutionStore {
  readonly rows: ExecutionRows;
  readonly history: HistoryRows;
  readonly #tasks: TaskRows;
  readonly #timers: TimerRows;

  constructor(journal: Journal) {
    this.rows = new ExecutionRows(journal);
    this.history = new HistoryRows(journal);
    this.#tasks = new TaskRows(journal);
    this.#timers = new TimerRows(journal);
  }

  /** What the journal has of a running execution beside its row. */
  load(
    row: StoredExecution,
    engine: Engine,
  ): Pick<OpenExecution, "state" | "tasks" | "timers" | "lastEventId"> {
    const parts = this.rows.frames(row.id);
    const root = parts.find(({ frameId }) => frameId === ROOT);
    const frames = parts.filter(({ frameId }) => frameId !== ROOT);
    const tasks = this.#tasks.list(row.id);
    const timers = this.#timers.list(row.id);
    return {
      state: root && engine.restore(root.body, frames),
      tasks: new Map(tasks.map(({ taskId, effect, submitted }) => [taskId, { effect, submitted }])),
      timers: new Map(timers.map(({ timerId, dueAtMs }) => [timerId, dueAtMs])),
      lastEventId: this.history.lastEventId(row.id),
    };
  }

  findToken(token: string): { executionId: number; taskId: string } | undefined {
    return this.#tasks.findToken(hashToken(token));
  }

  /** Writes one step: what the event settles, the events, the state, the effects. */
  write(execution: OpenExecution, event: StepEvent, advance: Advance, nowMs: number): StepConsequences {
    const consequences: StepConsequences = {
      startedTasks: [],
      endedTasks: [],
      startedTimers: [],
      endedTimers: [],
    };
    this.#settle(execution, event, consequences);
    execution.state = advance.state;
    this.history.append(execution.id, advance.history);
    execution.lastEventId = advance.history.at(-1)?.id ?? execution.lastEventId;
    this.#writeEffects(execution, advance, consequences);
    if (advance.outcome === undefined) this.#writeState(execution, advance);
    else this.#writeEnd(execution, advance.outcome, nowMs, consequences);
    return consequences;
  }

  #settle(execution: OpenExecution, event: StepEvent, consequences: StepConsequences): void {
    switch (event.kind) {
      case "task-submitted":
        execution.tasks.get(event.taskId)!.submitted = true;
        this.#tasks.markSubmitted(execution.id, event.taskId);
        return;
      case "task-succeeded":
      case "task-failed":
        this.#endTask(execution, event.taskId, false, consequences);
        return;
      case "timer-fired":
        this.#endTimer(execution, event.timerId, consequences);
        return;
      default:
    }
  }

  #writeEffects(execution: OpenExecution, advance: Advance, consequences: StepConsequences): void {
    for (const effect of advance.effects) {
      switch (effect.kind) {
        case "run-task":
          this.#startTask(execution, effect, consequences);
          break;
        case "cancel-task":
          this.#endTask(execution, effect.taskId, true, consequences);
          break;
        case "set-timer":
          execution.timers.set(effect.timerId, effect.dueAtMs);
          this.#timers.set(execution.id, effect.timerId, effect.dueAtMs);
          consequences.startedTimers.push(effect);
          break;
        case "cancel-timer":
          this.#endTimer(execution, effect.timerId, consequences);
          break;
        case "finished":
          // The outcome says the same, with its values.
          break;
      }
    }
  }

  #writeState(execution: OpenExecution, advance: Advance): void {
    this.rows.saveFrame(execution.id, ROOT, advance.root);
    for (const { frameId, body } of advance.changedFrames) this.rows.saveFrame(execution.id, frameId, body);
    for (const frameId of advance.deletedFrames) this.rows.deleteFrame(execution.id, frameId);
  }

  #writeEnd(
    execution: OpenExecution,
    outcome: NonNullable<Advance["outcome"]>,
    nowMs: number,
    consequences: StepConsequences,
  ): void {
    for (const taskId of execution.tasks.keys()) this.#endTask(execution, taskId, true, consequences);
    for (const timerId of execution.timers.keys()) this.#endTimer(execution, timerId, consequences);
    this.rows.end(execution.id, {
      status: outcome.status,
      output: outcome.output === undefined ? null : JSON.stringify(outcome.output),
      error: outcome.error ?? null,
      cause: outcome.cause ?? null,
      stoppedAtMs: nowMs,
    });
  }

  #startTask(execution: OpenExecution, effect: RunTask, consequences: StepConsequences): void {
    const task: PendingTask = { effect, submitted: false };
    execution.tasks.set(effect.taskId, task);
    this.#tasks.insert(execution.id, effect);
    const { taskToken } = effect;
    if (taskToken !== undefined) this.#tasks.insertToken(hashToken(taskToken), execution.id, effect.taskId);
    consequences.startedTasks.push(task);
  }

  #endTask(
    execution: OpenExecution,
    taskId: string,
    cancelled: boolean,
    consequences: StepConsequences,
  ): void {
    const task = execution.tasks.get(taskId);
    if (task === undefined) return;
    execution.tasks.delete(taskId);
    this.#tasks.delete(execution.id, taskId);
    consequences.endedTasks.push({ task, cancelled });
  }

  #endTimer(execution: OpenExecution, timerId: string, consequences: StepConsequences): void {
    if (!execution.timers.delete(timerId)) return;
    this.#timers.delete(execution.id, timerId);
    consequences.endedTimers.push(timerId);
  }
}
