import type { HumanTaskSummary, HumanTaskView } from "../../contracts/api/human-tasks.ts";
import type { Principal } from "../../contracts/principal.ts";
import { executionUrl, humanTaskUrl } from "../workflows/view-run.ts";
import { mayDecide } from "./decide-wait.ts";
import type { HumanTask } from "./is-human-task.ts";

export function summariseTask(wait: HumanTask): HumanTaskSummary {
  return {
    id: wait.waitId,
    kind: wait.kind,
    status: wait.status,
    question: wait.question,
    node_id: wait.nodePath,
    execution_id: wait.runId,
    opened_at: new Date(wait.openedAtMs).toISOString(),
    deadline: timestamp(wait.expiresAtMs),
    url: humanTaskUrl(wait.waitId),
  };
}

/** A question as this person sees it. The task token is not in a wait and so in no view. */
export function viewTask(wait: HumanTask, principal: Principal): HumanTaskView {
  return {
    ...summariseTask(wait),
    execution_url: executionUrl(wait.runId),
    form: wait.form,
    evidence: wait.evidence,
    allowed: wait.allowed,
    can_decide: wait.status === "open" && mayDecide(principal, wait),
    decided_at: timestamp(wait.decidedAtMs),
    decided_by: wait.decidedBy,
    answer: wait.answer,
  };
}

function timestamp(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}
