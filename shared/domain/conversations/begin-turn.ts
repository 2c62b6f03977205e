import type { BeginTurnResult, BeginTurnTask, Conversation } from "../../contracts/conversation.ts";
import { OutputTooLargeError } from "../../contracts/errors.ts";
import type { Run } from "../../contracts/run.ts";
import type { ExecutionInput } from "../../contracts/task.ts";
import type { CompiledWorkflow } from "../../contracts/workflow.ts";
import type { Database, RunEnd, TenantTransaction } from "../storage/ports.ts";
import { findRevision, inputProblems, newRun } from "../workflows/accept-run.ts";
import { machineOf } from "../workflows/machine-of.ts";
import { executionInput, loadStartable, type Startable } from "../workflows/start-run.ts";
import { conversationSoFar } from "./conversation-so-far.ts";
import { lockConversation } from "./lock-conversation.ts";
import type { TurnMachines } from "./ports.ts";
import { requestersOfTurn } from "./requesters-of-turn.ts";
import { saveChanged } from "./save-changed.ts";
import { beginTurn, type BegunTurn } from "./take-turn.ts";
import { isWithPeople } from "./transitions.ts";
import { turnRunId } from "./turn-run-id.ts";
import { customerTexts, lastCustomerText, turnInput } from "./turn-input.ts";

/** How many messages of the customer the turn brings, in the run's context. */
const newMessages = "new_messages";

/**
 * Begins a turn: takes every message written so far and accepts, in the same transaction, the run that answers them.
 * Begun before, the same run goes on; ended with a handover that is open still, the handover does. `none` when the
 * conversation has gone on without this turn.
 */
export async function beginConversationTurn(
  task: BeginTurnTask,
  services: { database: Database; machines: TurnMachines; nowMs: () => number },
): Promise<BeginTurnResult> {
  const atMs = services.nowMs();
  const accepted = await services.database.tenant(task.tenantId, (tx) => begin(tx, task, atMs));
  if (accepted === "none" || accepted === "handover") return { kind: accepted };
  const { run, workflow, input } = accepted;
  const stateMachineArn = await services.machines.startArn(machineOf(run), workflow);
  return { kind: "run", stateMachineArn, runId: run.runId, executionInput: input };
}

interface AcceptedTurn {
  run: Run;
  workflow: CompiledWorkflow;
  input: ExecutionInput;
}

async function begin(
  tx: TenantTransaction,
  task: BeginTurnTask,
  atMs: number,
): Promise<AcceptedTurn | "none" | "handover"> {
  const conversation = await lockConversation(tx, task.conversationId);
  const { conversationId, episode, turn } = task;
  const begun = beginTurn(conversation, task, turnRunId(conversationId, episode, turn), atMs);
  if (begun.kind === "stale") return endedWithHandover(conversation, task) ? "handover" : "none";
  if (begun.kind === "begun") {
    await acceptTurn(tx, conversation, begun, atMs);
    await saveChanged(tx, conversation, begun.conversation, []);
  }
  const runId = begun.kind === "begun" ? begun.conversation.runId! : begun.runId;
  return withInput(tx, await loadStartable(tx, { runId }), atMs);
}

/** Only an execution that takes the place of another is so late. */
function endedWithHandover({ status, episode, turn }: Conversation, task: BeginTurnTask): boolean {
  return isWithPeople(status) && episode === task.episode && turn === task.turn;
}

/** A run whose conditions read more than an execution may be told fails, and the turn ends with a handover. */
async function withInput(tx: TenantTransaction, startable: Startable, atMs: number): Promise<AcceptedTurn> {
  const { run, workflow } = startable;
  try {
    return { run, workflow, input: inputOf(startable) };
  } catch (error) {
    if (!(error instanceof OutputTooLargeError)) throw error;
    await tx.runs.end(run.runId, failed(error.name, error.message), atMs);
    const { tenantId, runId } = run;
    return { run, workflow, input: { tenantId, runId, input: {}, explicitRequest: false } };
  }
}

/** Who hands a conversation back brings no message: what the customer asked for before is not asked for again. */
function inputOf(startable: Startable): ExecutionInput {
  const input = executionInput(startable);
  return { ...input, explicitRequest: input.explicitRequest && startable.run.context[newMessages] !== 0 };
}

function failed(name: string, message: string): RunEnd {
  return { status: "failed", decision: null, handover: null, error: { name, message } };
}

async function acceptTurn(
  tx: TenantTransaction,
  before: Conversation,
  begun: Extract<BegunTurn, { kind: "begun" }>,
  atMs: number,
): Promise<void> {
  const { tenantId, conversationId, customerId, workflowId, channel, episode } = before;
  const revision = await findRevision(tx, workflowId);
  const texts = await customerTexts(tx, conversationId, begun);
  const text = texts.length > 0 ? texts.join("\n") : await lastCustomerText(tx, before);
  const soFar = await conversationSoFar(tx, conversationId, begun.uptoSeq);
  const input = turnInput(before, { text, soFar, instruction: begun.instruction }, revision.workflow.input);
  const context = { channel, episode, turn: begun.conversation.turn, [newMessages]: texts.length };
  const accepted = await newRun(tx, {
    tenantId,
    requestedBy: customerId,
    requesters: await requestersOfTurn(tx, before),
    request: { workflowId, input, context, conversationId },
    runId: begun.conversation.runId!,
    revision,
    atMs,
  });
  await tx.runs.insert(await startedRun(accepted, revision.workflow, atMs));
}

/**
 * The conversation's state machine starts the run as soon as it is accepted. An input that the workflow refuses makes a
 * run that has failed already: its nodes do not run, and the turn ends with a handover.
 */
async function startedRun(run: Run, workflow: CompiledWorkflow, atMs: number): Promise<Run> {
  const started = { ...run, startedAtMs: atMs };
  const [problem] = await inputProblems(workflow, run.input);
  if (problem === undefined) return { ...started, status: "running" };
  const message = `The conversation does not fit the workflow's input (${problem.path}).`;
  return { ...started, ...failed("InvalidInputError", message), completedAtMs: atMs };
}
