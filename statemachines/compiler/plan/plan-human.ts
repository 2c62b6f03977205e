import type { PlanContext } from "./context.ts";
import { connect, type Exit } from "./exits.ts";
import type { Facts } from "./facts.ts";
import { catchAll } from "./hand-over.ts";
import type { NodeModel } from "../model.ts";
import {
  addState,
  createArrow,
  type Production,
  type Scope,
  type TaskPlan,
  type WaitPlanningPlan,
} from "./states.ts";

/** What a run fails with when nobody has answered; the name authors know. */
export const timeoutError = {
  error: "HumanTimeoutError",
  cause: "Nobody answered before the deadline.",
};

/** A wait for a person: answered in time, answered at the last moment (the machine's timeout had fired already), or expired. */
export function planHumanNode(
  context: PlanContext,
  scope: Scope,
  task: TaskPlan,
  facts: Facts,
  applyPolicy: (exit: Exit) => Exit[],
): Exit[] {
  const { node } = task;
  const answered = facts.settled(node.id, "completed");
  task.next = createArrow(answerIn("$states.result.fields", node.id));
  const inTime = { arrow: task.next, facts: answered, canEnd: true, from: node.id };
  if (!hasDeadline(node)) return [inTime];
  const expiry = addState(scope, {
    kind: "expire-wait",
    label: `${node.id} timed out`,
    line: node.line,
    node,
    stepNo: undefined,
    next: createArrow([], { result: "{% $states.result.Payload %}", ...timeoutError }),
    catchers: [],
  });
  task.catchers.push({ errors: ["States.Timeout"], to: expiry, output: {} });
  catchAll(context, scope, expiry);
  const late = createArrow(answerIn("$states.input.result.fields", node.id));
  const choice = addState(scope, {
    kind: "choice",
    label: `${node.id} answered?`,
    after: undefined,
    line: node.line,
    rules: [{ test: { kind: "input", jsonata: "$states.input.result.outcome = 'answered'" }, arrow: late }],
    otherwise: createArrow(),
  });
  connect([{ arrow: expiry.next, facts, canEnd: false }], choice);
  const lastMoment = { arrow: late, facts: answered, canEnd: false, from: node.id };
  const expired = { arrow: choice.otherwise, facts, choice, canEnd: false, from: node.id };
  return [inTime, lastMoment, ...applyPolicy(expired)];
}

/** Whether the time for an answer ends; business time is planned before each wait. */
function hasDeadline(node: NodeModel): boolean {
  return node.timeoutSeconds !== undefined || waitsForBusinessTime(node);
}

/** Whether how long a person is waited for is known only when the node's turn comes. */
export function waitsForBusinessTime({ work }: NodeModel): boolean {
  return work?.type === "human" && work.approval?.deadline?.kind === "business";
}

/** The state before a wait whose length has to be found out. */
export function planWaitLength(scope: Scope, task: TaskPlan): WaitPlanningPlan {
  const { node, line } = task;
  const next = createArrow([], { timeoutSeconds: "{% $states.result.Payload.timeoutSeconds %}" });
  const planning = addState(scope, {
    kind: "plan-wait",
    label: `${node.id} until when`,
    line,
    node,
    next,
    catchers: [],
  });
  next.to = task;
  task.shared = [planning];
  return planning;
}

export function answerIn(fields: string, node: string): Production[] {
  return [
    { signal: { node, kind: "output" }, value: `{% ${fields} %}` },
    { signal: { node, kind: "completed" }, value: true },
  ];
}
