import type { NodeModel, Policy } from "../model.ts";
import type { PlanContext } from "./context.ts";
import { connect, type Exit, passGate } from "./exits.ts";
import { Facts } from "./facts.ts";
import { catchAll, caughtError, handOver, runFailedEnd } from "./hand-over.ts";
import { planApproval } from "./plan-approval.ts";
import { answerIn, planHumanNode, planWaitLength, waitsForBusinessTime } from "./plan-human.ts";
import { addState, type Arrow, createArrow, type Production, type Scope, type TaskPlan } from "./states.ts";

/** A node in its place: its guard, its work, and every way in which that can end. */
export function planNode(
  context: PlanContext,
  scope: Scope,
  node: NodeModel,
  entries: readonly Exit[],
): Exit[] {
  const guard = context.guardOf(node.id);
  const { enter, pass } = passGate(scope, entries, {
    guardUnder: (facts) => facts.simplify(guard),
    skipped: (facts) => facts.settled(node.id, "skipped"),
    label: node.id,
    line: node.line,
  });
  if (enter.length === 0) return pass;
  const facts = Facts.common(enter.map((exit) => exit.facts)).learn(guard, true);
  const task: TaskPlan = {
    kind: "task",
    label: node.id,
    line: node.line,
    node,
    next: createArrow(),
    catchers: [],
  };
  addState(scope, task);
  connect(enter, waitsForBusinessTime(node) ? planWaitLength(scope, task) : task);
  const exits =
    node.type === "human"
      ? planHumanNode(context, scope, task, facts, (exit) =>
          applyPolicy(context, scope, node, node.onTimeout, "expired", exit),
        )
      : planSuccess(context, scope, task, facts);
  const before = task.catchers.length;
  const failures = planFailure(context, scope, task, facts);
  for (const state of task.shared ?? []) state.catchers.push(...task.catchers.slice(before));
  return [...pass, ...exits, ...failures];
}

/** After an agent or tool node: one Choice tests all triggers, if there are any. */
function planSuccess(context: PlanContext, scope: Scope, task: TaskPlan, facts: Facts): Exit[] {
  const { node } = task;
  const { done: exit, expired, result } = planWork(context, scope, task, facts);
  const triggers = context.triggersAfter(node);
  if (triggers.length === 0) return [exit, ...expired];
  if (context.errorThreshold !== undefined)
    exit.arrow.output = { consecutiveErrors: `{% ${result}.consecutiveErrors %}` };
  const choice = addState(scope, {
    kind: "choice",
    label: `after ${node.id}`,
    after: node.id,
    line: node.line,
    rules: triggers.map(({ test, reason }) => {
      const arrow = createArrow();
      handOver(
        context,
        scope,
        arrow,
        { reason, node: node.id },
        `${node.id} hands over: ${reason}`,
        node.line,
      );
      return { test, arrow };
    }),
    otherwise: createArrow(),
  });
  connect([exit], choice);
  return [{ ...exit, arrow: choice.otherwise, choice, canEnd: false }, ...expired];
}

/** The node's work up to its result, and where that stands. */
function planWork(
  context: PlanContext,
  scope: Scope,
  task: TaskPlan,
  facts: Facts,
): { done: Exit; expired: Exit[]; result: string } {
  const { node } = task;
  if (node.suspends) {
    const policy = (exit: Exit) => applyPolicy(context, scope, node, node.onTimeout, "expired", exit);
    return { ...planApproval(scope, task, facts, policy), result: "$states.input.result" };
  }
  const result = "$states.result.Payload";
  task.next = createArrow(answerIn(`${result}.fields`, node.id));
  const done = { arrow: task.next, facts: facts.settled(node.id, "completed"), canEnd: true, from: node.id };
  return { done, expired: [], result };
}

/** After a node has failed for good. */
function planFailure(context: PlanContext, scope: Scope, task: TaskPlan, facts: Facts): Exit[] {
  const { node } = task;
  const threshold = node.type === "human" ? undefined : context.errorThreshold;
  if (node.onError.kind === "fail" && threshold === undefined) {
    catchAll(context, scope, task);
    return [];
  }
  const record = addState(scope, {
    kind: "record-failure",
    label: `${node.id} failed`,
    line: node.line,
    node,
    next: createArrow(),
    catchers: [],
  });
  task.catchers.push({ errors: ["States.ALL"], to: record, output: caughtError });
  catchAll(context, scope, record);
  let exit: Exit = { arrow: record.next, facts, canEnd: true, from: node.id };
  if (threshold !== undefined) {
    const error =
      node.onError.kind === "fail"
        ? { error: "{% $states.input.error %}", cause: "{% $states.input.cause %}" }
        : {};
    record.next.output = { consecutiveErrors: "{% $states.result.Payload.consecutiveErrors %}", ...error };
    exit = planThreshold(context, scope, node, threshold, exit);
  }
  return applyPolicy(context, scope, node, node.onError, "failed", exit);
}

function planThreshold(
  context: PlanContext,
  scope: Scope,
  node: NodeModel,
  threshold: number,
  exit: Exit,
): Exit {
  const arrow = createArrow();
  const label = `${node.id} hands over: too many errors`;
  handOver(context, scope, arrow, { reason: "error_threshold", node: node.id }, label, node.line);
  const choice = addState(scope, {
    kind: "choice",
    label: `after ${node.id} failed`,
    after: undefined,
    line: node.line,
    rules: [{ test: { kind: "input", jsonata: `$states.input.consecutiveErrors >= ${threshold}` }, arrow }],
    otherwise: createArrow(),
  });
  connect([exit], choice);
  return { ...exit, arrow: choice.otherwise, choice, canEnd: false };
}

/**
 * What the author wants after a failure or a timeout. With `fail` the error and its cause are in the input of whatever
 * comes next.
 */
function applyPolicy(
  context: PlanContext,
  scope: Scope,
  node: NodeModel,
  policy: Policy,
  outcome: "failed" | "expired",
  exit: Exit,
): Exit[] {
  const { arrow } = exit;
  switch (policy.kind) {
    case "fail":
      failRun(context, scope, arrow, node, outcome);
      return [];
    case "handover":
      handOver(
        context,
        scope,
        arrow,
        { reason: "on_error", node: node.id },
        `${node.id} hands over: ${outcome}`,
        node.line,
      );
      return [];
    case "continue":
      arrow.produces.push(...withoutOutput(context, node));
      return [settledExit(exit, exit.facts.settled(node.id, "completed"))];
    case "go":
      arrow.produces.push({ signal: { node: node.id, kind: outcome }, value: true });
      return [settledExit(exit, exit.facts.settled(node.id, outcome))];
  }
}

/** The arrow assigns variables now: a rule that is added to its Choice would not see them. */
function settledExit({ arrow, canEnd, from }: Exit, facts: Exit["facts"]): Exit {
  return { arrow, canEnd, from, facts };
}

/** A node whose failure is accepted counts as completed; whatever is read of its output is null. */
function withoutOutput(context: PlanContext, node: NodeModel): Production[] {
  return [
    { signal: { node: node.id, kind: "output" }, value: context.readsWhole(node.id) ? null : {} },
    { signal: { node: node.id, kind: "completed" }, value: true },
  ];
}

function failRun(
  context: PlanContext,
  scope: Scope,
  arrow: Arrow,
  node: NodeModel,
  outcome: "failed" | "expired",
): void {
  if (scope.parent === undefined) {
    arrow.to = runFailedEnd(context, scope);
    return;
  }
  arrow.to = addState(scope, {
    kind: "fail",
    label: `${node.id} ${outcome} for good`,
    line: node.line,
    error: "{% $states.input.error %}",
    cause: "{% $states.input.cause %}",
  });
}
