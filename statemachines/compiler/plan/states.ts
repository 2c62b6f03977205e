import type { HandoverReason } from "../../../shared/contracts/task.ts";
import type { Json, JsonObject } from "../../asl/types.ts";
import type { NodeModel } from "../model.ts";
import type { Facts } from "./facts.ts";
import type { Formula, Outcome } from "./formula.ts";

/**
 * The state machine before it has names and variables: states that know what they mean. Emission builds it, data flow
 * finds out which values have to travel, rendering writes it as Amazon States Language.
 */
export type PlannedState =
  | TaskPlan
  | FailureRecordPlan
  | WaitExpiryPlan
  | WaitPlanningPlan
  | ApprovalPlan
  | ChoicePlan
  | ParallelPlan
  | PassPlan
  | FailPlan
  | EndPlan;

interface PlanBase {
  /** What the state is called if the name is free. */
  label: string;
  /** The line of the workflow that it comes from. */
  line: number;
}

/** A node's own work. */
export interface TaskPlan extends PlanBase {
  kind: "task";
  node: NodeModel;
  next: Arrow;
  catchers: CatchPlan[];
  /** States that fail as the node does. */
  shared?: { catchers: CatchPlan[] }[];
}

/** Tells the run's record that a node has failed and the run goes on, or might. */
export interface FailureRecordPlan extends PlanBase {
  kind: "record-failure";
  node: NodeModel;
  next: Arrow;
  catchers: CatchPlan[];
}

/** Finds out how long a person is to be waited for, where that is a matter of business hours. */
export interface WaitPlanningPlan extends PlanBase {
  kind: "plan-wait";
  node: NodeModel;
  next: Arrow;
  catchers: CatchPlan[];
}

/** A node has stopped before a call: people decide on it. */
export interface ApprovalPlan extends PlanBase {
  kind: "approval";
  node: NodeModel;
  next: Arrow;
  catchers: CatchPlan[];
}

/** A wait's timeout has fired: was there an answer after all? */
export interface WaitExpiryPlan extends PlanBase {
  kind: "expire-wait";
  node: NodeModel;
  /** JSONata for the step of the call that was waited for; undefined for a person's node. */
  stepNo: string | undefined;
  next: Arrow;
  catchers: CatchPlan[];
}

export interface ChoicePlan extends PlanBase {
  kind: "choice";
  /** The node that ran right before, if it is always the same. */
  after: string | undefined;
  /** Tested in order. */
  rules: { test: Test; arrow: Arrow }[];
  otherwise: Arrow;
}

export type Test =
  | { kind: "formula"; formula: Formula }
  /** JSONata over the state's own input. */
  | { kind: "input"; jsonata: string }
  /** JSONata over a node's output, which stands in it as `$output`. */
  | { kind: "output"; node: string; jsonata: string };

export interface ParallelPlan extends PlanBase {
  kind: "parallel";
  branches: Scope[];
  next: Arrow;
  catchers: CatchPlan[];
}

export interface PassPlan extends PlanBase {
  kind: "pass";
  next: Arrow;
}

/** Ends a branch, so that its Parallel catches it. */
export interface FailPlan extends PlanBase {
  kind: "fail";
  error: string;
  cause: string;
}

/** The machine's last state but for failure: `record-run`. */
export interface EndPlan extends PlanBase {
  kind: "end";
  outcome:
    | { kind: "finished"; sink: string | null }
    /** Reason and node come with the arrows that lead here. */
    | { kind: "handover"; sink: string | null; arrows: Arrow[]; fromBranches: boolean }
    /** Error and cause come with the state's input. */
    | { kind: "failed" };
  next: PlannedState | undefined;
}

export interface CatchPlan {
  errors: string[];
  to: PlannedState;
  output: Json;
}

/** A way out of a state. */
export interface Arrow {
  /** Undefined: the way out of the scope. */
  to: PlannedState | undefined;
  output: JsonObject | undefined;
  /** Handovers: what the sink is told. */
  handover: HandoverNote | undefined;
  produces: Production[];
  /** What is known when it leaves the scope. */
  facts: Facts | undefined;
}

export interface HandoverNote {
  reason: HandoverReason;
  node: string | null;
}

/** A value that travels from a node to the conditions that read it: its output, or a flag for how it ended. */
export interface Signal {
  node: string;
  kind: "output" | Outcome;
}

export interface Production {
  signal: Signal;
  value: Json;
}

/** The top of the machine, or one branch of a Parallel. */
export interface Scope {
  parent: { scope: Scope; parallel: ParallelPlan; index: number } | undefined;
  depth: number;
  start: Arrow;
  states: PlannedState[];
  /** Arrows that leave the scope in the ordinary way. */
  ends: Arrow[];
}

export function createArrow(produces: Production[] = [], output?: JsonObject): Arrow {
  return { to: undefined, output, handover: undefined, produces, facts: undefined };
}

export function createScope(parent: Scope["parent"]): Scope {
  return {
    parent,
    depth: parent === undefined ? 0 : parent.scope.depth + 1,
    start: createArrow(),
    states: [],
    ends: [],
  };
}

export function addState<State extends PlannedState>(scope: Scope, state: State): State {
  scope.states.push(state);
  return state;
}
