import type { ApprovalContract, Fact, PendingCall } from "../../contracts/approval.ts";
import type { Run } from "../../contracts/run.ts";
import type { Wait } from "../../contracts/wait.ts";
import { expiryOf } from "../approvals/deadline.ts";
import type { BusinessHours } from "../queue/business-hours.ts";
import type { HumanTask } from "./is-human-task.ts";

/** What people are asked, and under which contract. */
export interface NewWait extends Pick<Wait, "waitId" | "nodePath" | "question" | "form" | "evidence"> {
  kind: HumanTask["kind"];
  run: Run;
  contract: ApprovalContract;
  call: PendingCall | null;
  facts: Fact[];
}

/** An open wait in its first round. */
export function newWait(asked: NewWait, hours: BusinessHours | null, nowMs: number): HumanTask {
  const { run, contract, call, facts, ...shown } = asked;
  const { quorum, requesterMayDecide, allowed, deadline } = contract;
  const { tenantId, runId, requesters } = run;
  return {
    ...shown,
    tenantId,
    runId,
    allowed,
    status: "open",
    openedAtMs: nowMs,
    expiresAtMs: expiryOf(deadline, nowMs, hours),
    decidedAtMs: null,
    decidedBy: null,
    answer: null,
    terms: { quorum, requesterMayDecide, requesters, round: 1, call, facts, changes: [] },
  };
}
