import type { Json, JsonObject } from "../asl/types.ts";
import type { FailureDetails } from "./failures.ts";
import type { MapItem } from "./context-object.ts";
import { EvaluationMemo, PendingEvaluation } from "./jsonata/pending.ts";
import { JsonWriter } from "./json-text.ts";
import type { CompiledBranch, CompiledMachine, CompiledState } from "./machine.ts";
import { ReplayedEnvironment } from "./replayed-environment.ts";
import { TouchedFrames } from "./touched-frames.ts";
import type {
  Effect,
  ExecutionFacts,
  FanFrame,
  Frame,
  HistoryEvent,
  InterpreterState,
  StateFrame,
  StepEnvironment,
  StepResult,
} from "./types.ts";

export const ROOT_FRAME = "0";

/** Something to be done in a frame; it is dropped when the frame is gone by then. */
export interface Work {
  frameId: string;
  act(frame: StateFrame): void;
}

/** Sees what becomes of a state, and may stand in for its context. */
export interface StateObserver {
  left(frame: StateFrame, output: Json, next: string | undefined): void;
  failed(failure: FailureDetails): void;
  retried(retrier: number, delayMs: number): void;
  caught(catcher: number): void;
  context(frame: StateFrame): Json;
}

/** What handles a failure thrown by `act`: the engine's rules, kept apart from its bookkeeping. */
export type FailureHandler = (execution: Execution, frame: StateFrame, error: unknown) => void;

/** Where things stood before a piece of work. */
interface Mark {
  lastEventId: number;
  nextId: number;
  effects: number;
  history: number;
  pending: number;
}

type Details = Record<`${string}EventDetails`, JsonObject>;

/**
 * One step in the making: an execution's state, what was done to it, and what is still to be done. Each piece of work
 * is a transaction: when an expression has to be asked of stock jsonata, all that the piece did is undone, so that it
 * can be done again when the answer is known.
 */
export class Execution {
  readonly machine: CompiledMachine;
  readonly state: InterpreterState;
  readonly facts: ExecutionFacts;
  readonly environment: ReplayedEnvironment;
  readonly json = new JsonWriter();
  /** Who wants to see a single state at work. */
  observer: StateObserver | undefined;
  readonly memo = new EvaluationMemo();
  readonly effects: Effect[] = [];
  readonly history: HistoryEvent[] = [];
  private readonly withHistory: boolean;
  private readonly onFailure: FailureHandler;
  private readonly pending: Work[] = [];
  private readonly touched: TouchedFrames;

  constructor(
    machine: CompiledMachine,
    state: InterpreterState,
    facts: ExecutionFacts,
    environment: StepEnvironment,
    onFailure: FailureHandler,
  ) {
    this.machine = machine;
    this.state = state;
    this.facts = facts;
    this.environment = new ReplayedEnvironment(environment);
    this.withHistory = environment.withHistory ?? true;
    this.onFailure = onFailure;
    this.touched = new TouchedFrames(state.frames);
  }

  /** Later work is done first: a branch runs as far as it can before the next one begins. */
  schedule(frameId: string, act: (frame: StateFrame) => void): void {
    this.pending.push({ frameId, act });
  }

  hasWork(): boolean {
    return this.pending.length > 0;
  }

  /** Does one piece of work. Throws `PendingEvaluation`, having undone it, when it needs an answer of stock jsonata. */
  advance(): void {
    const work = this.pending.pop()!;
    if (this.state.frames[work.frameId]?.kind !== "state") return;
    this.touched.beginPiece();
    const mark = this.mark();
    try {
      this.perform(work);
    } catch (error) {
      this.rollBack(mark);
      this.pending.push(work);
      throw error;
    }
    this.memo.clear();
    this.environment.commit();
  }

  private perform(work: Work): void {
    try {
      work.act(this.touch(work.frameId));
    } catch (error) {
      if (error instanceof PendingEvaluation) throw error;
      this.onFailure(this, this.touch(work.frameId), error);
    }
  }

  private mark(): Mark {
    const { lastEventId, nextId } = this.state;
    return {
      lastEventId,
      nextId,
      effects: this.effects.length,
      history: this.history.length,
      pending: this.pending.length,
    };
  }

  /** An execution's end is never undone: nothing is evaluated after it. */
  private rollBack(mark: Mark): void {
    this.touched.undoPiece();
    this.state.lastEventId = mark.lastEventId;
    this.state.nextId = mark.nextId;
    this.effects.length = mark.effects;
    this.history.length = mark.history;
    this.pending.length = mark.pending;
    this.memo.rewind();
    this.environment.rewind();
  }

  result(): StepResult {
    const changedFrames: string[] = [];
    const deletedFrames: string[] = [];
    const { state, effects, history } = this;
    for (const id of this.touched.ids())
      (state.frames[id] === undefined ? deletedFrames : changedFrames).push(id);
    return { state, effects, history, changedFrames, deletedFrames };
  }

  /** The frame, as a copy of this transaction's own that may be written to. */
  touch(id: string): StateFrame {
    return this.own(id) as StateFrame;
  }

  touchFan(id: string): FanFrame {
    return this.own(id) as FanFrame;
  }

  private own(id: string): Frame {
    const frame = this.state.frames[id]!;
    if (this.touched.has(id)) return frame;
    this.touched.add(id, frame);
    const copy = { ...frame };
    this.state.frames[id] = copy;
    return copy;
  }

  put(id: string, frame: Frame): void {
    this.touched.add(id, this.state.frames[id]);
    this.state.frames[id] = frame;
  }

  remove(id: string): void {
    this.touched.add(id, this.state.frames[id]);
    delete this.state.frames[id];
  }

  newId(prefix: string): string {
    return `${prefix}:${this.state.nextId++}`;
  }

  /** Adds an event after the frame's last one and moves the frame's chain on to it. Details are made when wanted. */
  publish(frame: StateFrame, type: string, details?: () => Details): number {
    frame.lastEventId = this.note(frame, type, details);
    return frame.lastEventId;
  }

  /** Adds an event beside the frame's chain: the next one follows the same event as this one. */
  note(
    frame: { lastEventId: number; silent?: boolean | undefined },
    type: string,
    details?: () => Details,
    previousEventId = frame.lastEventId,
  ): number {
    if (frame.silent) return frame.lastEventId + 1;
    const id = ++this.state.lastEventId;
    if (this.withHistory) {
      const event: HistoryEvent = { id, previousEventId, timestamp: this.environment.nowMs, type };
      this.history.push(details === undefined ? event : Object.assign(event, details()));
    }
    return id;
  }

  branchOf(frame: StateFrame): CompiledBranch {
    return this.machine.branches[frame.branch]!;
  }

  stateOf(frame: StateFrame): CompiledState {
    return this.branchOf(frame).states.get(frame.state)!;
  }

  fanOf(frame: StateFrame): FanFrame | undefined {
    return frame.fan === undefined ? undefined : (this.state.frames[frame.fan] as FanFrame);
  }

  private ownerOf(frame: StateFrame): StateFrame | undefined {
    const fan = this.fanOf(frame);
    return fan && (this.state.frames[fan.owner] as StateFrame);
  }

  variable(frame: StateFrame, name: string): Json | undefined {
    if (!this.machine.variableNames.has(name)) return undefined;
    for (let scope: StateFrame | undefined = frame; scope !== undefined; scope = this.ownerOf(scope)) {
      if (scope.variables !== undefined && Object.hasOwn(scope.variables, name)) return scope.variables[name];
    }
    return undefined;
  }

  variables(frame: StateFrame): JsonObject {
    const owner = this.ownerOf(frame);
    return { ...(owner && this.variables(owner)), ...frame.variables };
  }

  /** The item of the innermost Map around a frame. */
  mapItemOf(frame: StateFrame): MapItem | undefined {
    for (let scope: StateFrame | undefined = frame; scope?.fan !== undefined; scope = this.ownerOf(scope)) {
      const items = this.state.frames[itemsFrameId(scope.fan)];
      if (items?.kind === "items") return { index: scope.index, value: items.items[scope.index]! };
    }
    return undefined;
  }
}

export function itemsFrameId(fanId: string): string {
  return `${fanId}.items`;
}
