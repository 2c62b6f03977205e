import { MaxIterationsExceededError } from "../../contracts/errors.ts";
import type { ApprovalGate } from "../approvals/approval-gate.ts";
import type { Json } from "../../contracts/json.ts";
import type { ModelMessage, ModelRequest, ModelResponse } from "../../contracts/model.ts";
import type { RecordedStep } from "../../contracts/step-log.ts";
import type { Tool } from "../../contracts/tool.ts";
import { assertAnswered } from "./accept-response.ts";
import { act, type Acting } from "./act.ts";
import type { AgentOutcome } from "./agent-outcome.ts";
import { nativeInstructions, promptMessages, textualInstructions } from "./agent-prompts.ts";
import { observationOf } from "./observation.ts";
import type { ReasoningServices } from "./ports.ts";
import type { SimpleAgentRequest } from "./run-simple-agent.ts";
import { StepJournal } from "./step-journal.ts";
import { readWithRepair } from "./structured-answer.ts";
import { summariseSteps } from "./summarise-steps.ts";
import { wasNative } from "./tool-mode.ts";
import {
  nativeConversation,
  type Observed,
  textualConversation,
  type ToolConversation,
} from "./tool-conversation.ts";

export interface ReasoningAgentRequest extends SimpleAgentRequest {
  tenantId: string;
  runId: string;
  nodePath: string;
  /** What the agent may use (`allowedTools`). */
  tools: readonly Tool[];
  /** Gives leave for calls that people have to approve; without it such tools are not offered. */
  approvals?: ApprovalGate;
}

/**
 * Reasons and acts (ReAct, Yao et al. 2022) until the model answers: `{answer}`, or a document that fits the output
 * schema after one repair at most. Every response and every tool outcome is recorded before what follows, so a run that
 * is tried again goes on from its last step; a call that was in flight is made again under the same idempotency key.
 * A call that people have to approve ends it with CallSuspended until they have; run again then, it goes on from there.
 * @throws CallSuspended, MaxIterationsExceededError, LoopDetectedError, InvalidModelOutputError, TemplateError, InvalidInputError, and
 * what the model throws
 */
export async function runReasoningAgent(
  request: ReasoningAgentRequest,
  services: ReasoningServices,
): Promise<AgentOutcome> {
  const journal = await StepJournal.open(services.steps, services.nowMs);
  const conversation = await openConversation(request, services, journal.all());
  const acting = actingOf(request, services);
  for (let iteration = 0; iteration < request.agent.max_iterations; iteration += 1) {
    const response = await ask(request, services, journal, {
      messages: [...conversation.messages],
      ...conversation.extras,
    });
    assertAnswered(response);
    const turn = conversation.read(response, journal.stepNo);
    if (turn.kind === "final") {
      const output = await finalOutput(
        { ...response, text: turn.text },
        conversation,
        request,
        services,
        journal,
      );
      return { output, ...summariseSteps(journal.taken()) };
    }
    if (turn.kind === "malformed") {
      conversation.addMalformed(response, turn.told);
      continue;
    }
    const observed: Observed[] = [];
    for (const call of turn.calls) {
      const outcome = await act(call, acting, journal);
      observed.push({ call, text: observationOf(outcome), isError: !outcome.ok });
    }
    conversation.addActions(response, observed);
  }
  throw new MaxIterationsExceededError(
    `agent ${request.agent.name} has no answer after ${request.agent.max_iterations} iterations`,
    { details: { maxIterations: request.agent.max_iterations } },
  );
}

/** Where nobody can be asked, a tool that needs approval is not offered: every call of it would be refused. */
function offeredTools(request: ReasoningAgentRequest): readonly Tool[] {
  if (request.approvals !== undefined) return request.tools;
  return request.tools.filter(({ requiresApproval }) => !requiresApproval);
}

async function openConversation(
  request: ReasoningAgentRequest,
  services: ReasoningServices,
  recorded: readonly RecordedStep[],
): Promise<ToolConversation> {
  const { agent, scope } = request;
  const tools = offeredTools(request);
  const isNative =
    wasNative(recorded) ?? (await services.model.capabilities(agent.model_profile)).nativeTools;
  if (isNative)
    return nativeConversation(promptMessages(agent, scope, nativeInstructions(agent.output)), tools);
  return textualConversation(promptMessages(agent, scope, textualInstructions(tools, agent.output)));
}

async function ask(
  { agent, signal }: ReasoningAgentRequest,
  { model }: ReasoningServices,
  journal: StepJournal,
  asked: Pick<ModelRequest, "messages" | "tools" | "stopSequences" | "output">,
): Promise<ModelResponse> {
  return journal.model(() => {
    signal?.throwIfAborted();
    const settings = { profile: agent.model_profile, temperature: agent.temperature };
    return model.generate({ ...settings, ...asked }, signal === undefined ? {} : { signal });
  });
}

async function finalOutput(
  response: ModelResponse,
  conversation: ToolConversation,
  request: ReasoningAgentRequest,
  services: ReasoningServices,
  journal: StepJournal,
): Promise<Json> {
  const { name, output: schema } = request.agent;
  if (schema === undefined) return { answer: response.text.trim() };
  const { tools } = conversation.extras;
  return readWithRepair(response, schema, (repair: ModelMessage[]) =>
    ask(request, services, journal, {
      messages: [...conversation.messages, ...repair],
      output: { name, schema },
      // A history with tool calls is refused by providers unless their tools are stated.
      ...(tools !== undefined && { tools }),
    }),
  );
}

function actingOf(request: ReasoningAgentRequest, { timers }: ReasoningServices): Acting {
  const { tenantId, runId, nodePath, tools, signal, approvals = null } = request;
  return { tenantId, runId, nodePath, tools, timers, approvals, ...(signal !== undefined && { signal }) };
}
