import type { AgentDefinition } from "../../contracts/agent.ts";
import type { Json, JsonObject } from "../../contracts/json.ts";
import type { ModelMessage, ModelRequest } from "../../contracts/model.ts";
import { assertAnswered } from "./accept-response.ts";
import type { AgentOutcome } from "./agent-outcome.ts";
import { promptMessages } from "./agent-prompts.ts";
import type { AgentServices } from "./ports.ts";
import { StepJournal } from "./step-journal.ts";
import { readWithRepair } from "./structured-answer.ts";
import { summariseSteps } from "./summarise-steps.ts";

export interface SimpleAgentRequest {
  /** The registration, with the node's own settings applied. */
  agent: AgentDefinition;
  /** What templates see (`buildScope`). */
  scope: JsonObject;
  signal?: AbortSignal;
}

/**
 * One question, one answer. With an output schema the answer is a document that fits it, after one repair at most;
 * without one it is `{text}`. Recorded steps are not taken again.
 * @throws TemplateError, InvalidInputError, InvalidModelOutputError, and what the model throws
 */
export async function runSimpleAgent(
  request: SimpleAgentRequest,
  services: AgentServices,
): Promise<AgentOutcome> {
  const { agent, scope, signal } = request;
  const messages = promptMessages(agent, scope, []);
  const journal = await StepJournal.open(services.steps, services.nowMs);
  const ask = (asked: ModelMessage[]) =>
    journal.model(() => {
      signal?.throwIfAborted();
      return services.model.generate(modelRequest(agent, asked), signal === undefined ? {} : { signal });
    });
  const response = await ask(messages);
  assertAnswered(response);
  const output: Json =
    agent.output === undefined
      ? { text: response.text }
      : await readWithRepair(response, agent.output, (repair) => ask([...messages, ...repair]));
  return { output, ...summariseSteps(journal.taken()) };
}

function modelRequest(agent: AgentDefinition, messages: ModelMessage[]): ModelRequest {
  return {
    profile: agent.model_profile,
    temperature: agent.temperature,
    messages,
    ...(agent.output !== undefined && { output: { name: agent.name, schema: agent.output } }),
  };
}
