import type { NodeModel } from "../model.ts";
import { connect, type Exit } from "./exits.ts";
import type { Facts } from "./facts.ts";
import { answerIn, timeoutError } from "./plan-human.ts";
import { addState, createArrow, type ApprovalPlan, type Scope, type TaskPlan } from "./states.ts";

/**
 * A node that may stop before a call: it leads to a wait for people and back to itself, which goes on from its recorded
 * steps, until it is done.
 * @returns how it is done; and what comes after a call that nobody decided on, where the author states that
 */
export function planApproval(
  scope: Scope,
  task: TaskPlan,
  facts: Facts,
  applyPolicy: (exit: Exit) => Exit[],
): { done: Exit; expired: Exit[] } {
  const { node, line } = task;
  task.next = createArrow([], { result: "{% $states.result.Payload %}" });
  const wait = createArrow();
  const choice = addState(scope, {
    kind: "choice",
    label: `${node.id} stopped?`,
    after: undefined,
    line,
    rules: [{ test: { kind: "input", jsonata: "$exists($states.input.result.suspended)" }, arrow: wait }],
    otherwise: createArrow(answerIn("$states.input.result.fields", node.id)),
  });
  connect([{ arrow: task.next, facts, canEnd: false }], choice);
  const approval = addState(scope, {
    kind: "approval",
    label: `${node.id} approval`,
    line,
    node,
    next: createArrow(),
    catchers: [],
  });
  wait.to = approval;
  approval.next.to = task;
  const expired = hasDeadline(node) ? planExpiry(scope, task, approval, facts, applyPolicy) : [];
  // What is recorded of a failure is the node's, whichever of its states failed.
  task.shared = [...(task.shared ?? []), approval];
  const done = {
    arrow: choice.otherwise,
    facts: facts.settled(node.id, "completed"),
    canEnd: false,
    from: node.id,
  };
  return { done, expired };
}

function planExpiry(
  scope: Scope,
  task: TaskPlan,
  approval: ApprovalPlan,
  facts: Facts,
  applyPolicy: (exit: Exit) => Exit[],
): Exit[] {
  const { node, line } = task;
  const expiry = addState(scope, {
    kind: "expire-wait",
    label: `${node.id} approval timed out`,
    line,
    node,
    stepNo: "$states.input.stepNo",
    next: createArrow([], { result: "{% $states.result.Payload %}", ...timeoutError }),
    catchers: [],
  });
  const stepNo = "{% $states.input.result.suspended.stepNo %}";
  approval.catchers.push({ errors: ["States.Timeout"], to: expiry, output: { stepNo } });
  task.shared = [...(task.shared ?? []), expiry];
  if (node.resumesOnTimeout) {
    // It finds the call refused.
    expiry.next = createArrow();
    expiry.next.to = task;
    return [];
  }
  const answered = createArrow();
  answered.to = task;
  const choice = addState(scope, {
    kind: "choice",
    label: `${node.id} approved after all?`,
    after: undefined,
    line,
    rules: [
      { test: { kind: "input", jsonata: "$states.input.result.outcome = 'answered'" }, arrow: answered },
    ],
    otherwise: createArrow(),
  });
  connect([{ arrow: expiry.next, facts, canEnd: false }], choice);
  return applyPolicy({ arrow: choice.otherwise, facts, choice, canEnd: false, from: node.id });
}

function hasDeadline({ work }: NodeModel): boolean {
  return (work?.type === "agent" || work?.type === "tool") && (work.approval?.deadline ?? null) !== null;
}
