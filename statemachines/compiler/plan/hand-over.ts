import type { NodeModel } from "../model.ts";
import type { PlanContext } from "./context.ts";
import {
  addState,
  type Arrow,
  type EndPlan,
  type FailPlan,
  type HandoverNote,
  type ParallelPlan,
  type PlannedState,
  type Scope,
} from "./states.ts";

/** The error that carries a handover out of the branches of a Parallel. */
export const handoverError = "Handover";

/** What every catcher passes on: the error's name, and its cause cut to what a state machine may carry along. */
export const caughtError = {
  error: "{% $states.errorOutput.Error %}",
  cause: "{% $exists($states.errorOutput.Cause) ? $substring($states.errorOutput.Cause, 0, 1000) : '' %}",
};

/** Leads to the handover sink; out of a branch by an error that the outermost Parallel catches. */
export function handOver(
  context: PlanContext,
  scope: Scope,
  arrow: Arrow,
  note: HandoverNote,
  label: string,
  line: number,
): void {
  if (scope.parent !== undefined) {
    const cause = JSON.stringify(note);
    arrow.to = addState(scope, { kind: "fail", label, line, error: handoverError, cause });
    return;
  }
  const end = handoverEnd(context, scope);
  arrow.handover = note;
  arrow.to = end;
  if (end.outcome.kind === "handover") end.outcome.arrows.push(arrow);
}

/** The declared sink that handovers go to, else an implicit one. */
export function handoverEnd(context: PlanContext, scope: Scope): EndPlan {
  return sinkEnd(context, scope, context.sinks.find(isHandover), "handover");
}

export function isHandover(sink: NodeModel): boolean {
  return sink.work?.type === "sink" && sink.work.action === "handover_to_human";
}

/** The state that ends the run in a sink; without one, in the implicit sink of this kind. */
export function sinkEnd(
  context: PlanContext,
  scope: Scope,
  sink: NodeModel | undefined,
  kind: "finished" | "handover",
): EndPlan {
  const key = sink === undefined ? `implicit ${kind}` : `sink ${sink.id}`;
  const id = sink?.id ?? null;
  const implicit = kind === "finished" ? "FINISH" : "HANDOVER";
  return sharedEnd(context, scope, key, {
    kind: "end",
    label: sink?.id ?? implicit,
    line: sink?.line ?? 1,
    outcome: kind === "finished" ? { kind, sink: id } : { kind, sink: id, arrows: [], fromBranches: false },
    next: undefined,
  });
}

/** Records that the run has failed, then fails the execution. Only at the top of the machine. */
export function runFailedEnd(context: PlanContext, scope: Scope): EndPlan {
  const known = context.ends.get("failed");
  if (known !== undefined) return known;
  const failed: FailPlan = {
    kind: "fail",
    label: "fail the run",
    line: 1,
    error: "{% $states.input.error %}",
    cause: "{% $states.input.cause %}",
  };
  const end = sharedEnd(context, scope, "failed", {
    kind: "end",
    label: "run failed",
    line: 1,
    outcome: { kind: "failed" },
    next: failed,
  });
  addState(scope, failed);
  return end;
}

function sharedEnd(context: PlanContext, scope: Scope, key: string, plan: EndPlan): EndPlan {
  const known = context.ends.get(key);
  if (known !== undefined) return known;
  context.ends.set(key, plan);
  return addState(scope, plan);
}

/** Lets a failure end the run: through `record-run` at the top; inside a branch the error finds its own way out. */
export function catchAll(
  context: PlanContext,
  scope: Scope,
  state: { catchers: ParallelPlan["catchers"] },
): void {
  if (scope.parent !== undefined) return;
  state.catchers.push({ errors: ["States.ALL"], to: runFailedEnd(context, scope), output: caughtError });
}

/** Lets a handover out of the branches; only the outermost Parallel needs to. */
export function catchHandover(context: PlanContext, scope: Scope, parallel: ParallelPlan): void {
  if (scope.parent !== undefined || !parallel.branches.some(handsOver)) return;
  const end = handoverEnd(context, scope);
  if (end.outcome.kind === "handover") end.outcome.fromBranches = true;
  parallel.catchers.push({
    errors: [handoverError],
    to: end,
    output: "{% $parse($states.errorOutput.Cause) %}",
  });
}

function handsOver(scope: Scope): boolean {
  return scope.states.some((state: PlannedState) =>
    state.kind === "parallel"
      ? state.branches.some(handsOver)
      : state.kind === "fail" && state.error === handoverError,
  );
}
