import { setTimeout as sleep } from "node:timers/promises";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import type { HumanTaskView } from "../../shared/contracts/api/human-tasks.ts";
import { type ApiClient, ApiProblem } from "../api-client.ts";
import { followExecution } from "../follow-execution.ts";
import { converse } from "./converse.ts";
import { SmokeError } from "./smoke-error.ts";
import { pollMs, type SmokePlan } from "./smoke-plan.ts";

const handoverWorkflow = "customer_support";
const smokeWorkflow = "smoke_test";

/**
 * Over the public API: a run that a model works on and a person decides, one that the release brought, and one conversation that
 * is handed over to a person, who answers and resolves it. @throws SmokeError saying what was expected and what was seen
 */
export async function runSmoke(plan: SmokePlan): Promise<void> {
  await timed(plan, () => waitUntilReady(plan));
  await timed(plan, () => ensureWorkflow(plan.client, handoverWorkflow, null));
  await timed(plan, () => ensureWorkflow(plan.client, smokeWorkflow, plan.smokeSource));
  const { requested_by } = await answerByPerson(plan);
  await timed(plan, () => handOverOnRequest(plan));
  await converse(plan, requested_by);
}

async function timed(plan: SmokePlan, step: () => Promise<string>): Promise<void> {
  const startedAt = performance.now();
  plan.report(await step(), performance.now() - startedAt);
}

/** A database that sleeps takes some fifteen seconds to wake. */
async function waitUntilReady({ apiUrl, client, timeoutMs }: SmokePlan): Promise<string> {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    try {
      const workflows = await client.get<{ workflows: unknown[] }>("/workflows");
      return `${apiUrl} answers: ${workflows.workflows.length} workflows published`;
    } catch (error) {
      if (error instanceof ApiProblem && error.status < 500) throw refusal(apiUrl, error);
      const reason = error instanceof Error ? reasonOf(error) : String(error);
      if (performance.now() > giveUpAt) throw new SmokeError(`${apiUrl} does not answer: ${reason}`);
    }
    await sleep(pollMs);
  }
}

function reasonOf(error: Error): string {
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

function refusal(apiUrl: string, { status, message }: ApiProblem): SmokeError {
  if (status === 401) return new SmokeError(`${apiUrl} does not know this key: ${message}`);
  if (status === 403) return new SmokeError(`This key may not read workflows: ${message}`);
  return new SmokeError(`${apiUrl} refuses: ${message}. Is it the address of the API?`);
}

async function ensureWorkflow(client: ApiClient, name: string, source: string | null): Promise<string> {
  try {
    const { version } = await client.get<{ version: string }>(`/workflows/${name}`);
    const isWanted = source === null || source.includes(`\nversion: ${version}\n`);
    if (isWanted) return `workflow ${name}@${version} is there`;
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 404) throw error;
  }
  if (source === null)
    throw new SmokeError(`${name} is not there. Releases register it: did the last one end?`);
  try {
    await client.post("/workflows", { source, file: `${name}.yaml` });
    return `workflow ${name} was not there in this version: published`;
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 403) throw error;
    throw new SmokeError(`${name} is not there, and this key may not publish it (scope workflows:write).`);
  }
}

async function answerByPerson(plan: SmokePlan): Promise<ExecutionView> {
  const { client, person, report, timeoutMs } = plan;
  const accepted = await start(plan, smokeWorkflow, "My parcel has not arrived. Can somebody look at it?");
  const startedAt = performance.now();
  let asked: HumanTaskView | null = null;
  const execution = await followExecution(client, accepted.execution_id, {
    pollMs,
    onNode: ({ node_id, status }) => report(`  ${node_id} ${status}`, performance.now() - startedAt),
    onPoll: async () => failAfter(startedAt, timeoutMs, accepted.execution_id),
    onTask: async (task) => {
      asked = task;
      await answer(person, task);
      report(`a person was asked and took over: ${task.question.trim()}`, performance.now() - startedAt);
      return null;
    },
  });
  expectEnd(execution, "the person took over");
  if (asked === null) throw new SmokeError(`Nobody was asked. ${describe(execution)}`);
  if (!Object.hasOwn(execution.outputs, "classify_intent"))
    throw new SmokeError(`The model's answer is missing. ${describe(execution)}`);
  const { total_usd, unpriced_calls } = execution.trace.costs;
  const cost = `${total_usd.toFixed(6)} USD, ${unpriced_calls} calls without a price`;
  report(`${execution.execution_id} ended: ${execution.decision}, ${cost}`, performance.now() - startedAt);
  return execution;
}

async function answer(person: ApiClient, { id, question }: HumanTaskView): Promise<void> {
  try {
    await person.post(`/human-tasks/${id}/decision`, { answer: { decision: "take_over" } });
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    throw new SmokeError(`The answer to "${question.trim()}" was refused: ${error.message}`);
  }
}

async function handOverOnRequest(plan: SmokePlan): Promise<string> {
  const accepted = await start(plan, handoverWorkflow, "Please let me speak to human");
  const startedAt = performance.now();
  const execution = await followExecution(plan.client, accepted.execution_id, {
    pollMs,
    onNode: () => undefined,
    onPoll: async () => failAfter(startedAt, plan.timeoutMs, accepted.execution_id),
    onTask: async () => null,
  });
  expectEnd(execution, "the customer asked for a person");
  if (execution.handover?.reason !== "explicit_request")
    throw new SmokeError(`Not handed over for being asked to. ${describe(execution)}`);
  return `${execution.execution_id} ended: HANDOVER (explicit_request), before a model was paid`;
}

function start(plan: SmokePlan, workflow: string, message: string): Promise<ExecutionView> {
  return plan.client.post<ExecutionView>("/workflows/execute", {
    workflow_id: workflow,
    input_data: { customer_message: message },
    context: { conversation_id: plan.conversationId },
  });
}

function failAfter(startedAt: number, timeoutMs: number, executionId: string): void {
  if (performance.now() - startedAt < timeoutMs) return;
  const advice = "Look at its state machine's execution in Step Functions, and at the dead-letter queues.";
  throw new SmokeError(`${executionId} has not ended after ${Math.round(timeoutMs / 1000)} s. ${advice}`);
}

function expectEnd(execution: ExecutionView, because: string): void {
  if (execution.status === "completed" && execution.decision === "HANDOVER") return;
  throw new SmokeError(`Expected a handover, as ${because}. ${describe(execution)}`);
}

function describe({ execution_id, status, decision, error, trace }: ExecutionView): string {
  const failed = trace.nodes.find((node) => node.error !== undefined);
  const why = error ?? failed?.error;
  const reason = why === undefined ? "" : `: ${why.name}: ${why.message}`;
  return `${execution_id} is ${status}, decision ${decision ?? "none"}${reason}`;
}
