import type { HumanTaskSummary, HumanTaskView } from "../../contracts/api/human-tasks.ts";
import type { WaitQuestion, WaitTerms, WaitVote } from "../../contracts/approval.ts";
import { personOf } from "../access/person-of.ts";
import { nodeIdOf } from "../approvals/contract-of.ts";
import { executionUrl, humanTaskUrl } from "../workflows/view-run.ts";
import type { HumanTask } from "./is-human-task.ts";
import { type Decider, mayDecide } from "./may-decide.ts";
import type { TaskDetail } from "./task-detail.ts";
import { dateTime } from "../schemas/date-time.ts";

export function summariseTask(wait: HumanTask): HumanTaskSummary {
  return {
    id: wait.waitId,
    kind: wait.kind,
    status: wait.status,
    question: wait.question,
    node_id: nodeIdOf(wait.nodePath),
    execution_id: wait.runId,
    opened_at: dateTime(wait.openedAtMs),
    deadline: dateTime(wait.expiresAtMs),
    url: humanTaskUrl(wait.waitId),
  };
}

/** A question as this person sees it. The task token is not in a wait and so in no view. */
export function viewTask({ wait, votes, questions, grant }: TaskDetail, decider: Decider): HumanTaskView {
  const { terms } = wait;
  const person = personOf(decider.principal);
  const hasDecided = votes.some((vote) => vote.round === terms.round && vote.person === person);
  return {
    ...summariseTask(wait),
    execution_url: executionUrl(wait.runId),
    form: wait.form,
    evidence: wait.evidence,
    allowed: wait.allowed,
    can_decide: wait.status === "open" && !hasDecided && mayDecide(decider, wait),
    decided_at: dateTime(wait.decidedAtMs),
    decided_by: wait.decidedBy,
    answer: wait.answer,
    requesters: terms.requesters,
    requester_may_decide: terms.requesterMayDecide,
    quorum: terms.quorum,
    round: terms.round,
    call: viewCall(terms),
    facts: terms.facts,
    changes: terms.changes,
    decisions: votes.map((vote) => viewVote(vote, terms.round)),
    questions: questions.map(viewQuestion),
    grant: grant && {
      id: grant.grantId,
      minted_at: dateTime(grant.mintedAtMs),
      consumed_at: dateTime(grant.consumedAtMs),
    },
  };
}

function viewCall({ call }: WaitTerms): HumanTaskView["call"] {
  return (
    call && {
      tool: call.tool,
      effect: call.effect,
      arguments: call.arguments,
      arguments_hash: call.argumentsHash,
      proposed_arguments: call.proposed,
    }
  );
}

function viewVote(vote: WaitVote, round: number): HumanTaskView["decisions"][number] {
  return {
    round: vote.round,
    subject: vote.subject,
    person: vote.person,
    verdict: vote.verdict,
    arguments_hash: vote.argumentsHash,
    answer: vote.answer,
    decided_at: dateTime(vote.atMs),
    counts: vote.round === round,
  };
}

function viewQuestion(question: WaitQuestion): HumanTaskView["questions"][number] {
  return {
    number: question.questionNo,
    asked_by: question.askedBy,
    question: question.question,
    asked_at: dateTime(question.askedAtMs),
    answered_by: question.answeredBy,
    answer: question.answer,
    answered_at: dateTime(question.answeredAtMs),
  };
}
