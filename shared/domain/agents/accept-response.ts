import { ProviderRefusedError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { ModelResponse, ModelToolCall } from "../../contracts/model.ts";
import { outputBounds, storableText, toBoundedJson } from "../schemas/bounded-json.ts";

const maxTextLength = 256 * 1024;
const maxToolCalls = 32;
const maxNameLength = 200;

/** A response as it is recorded: whatever a provider sends, it can be stored and does not outgrow its bounds. */
export function acceptResponse(response: ModelResponse): ModelResponse {
  const { text, toolCalls, finishReason, ...rest } = response;
  return {
    ...rest,
    text: storableText(text.slice(0, maxTextLength)),
    toolCalls: toolCalls.slice(0, maxToolCalls).map(acceptCall),
    finishReason: text.length > maxTextLength ? "length" : finishReason,
  };
}

function acceptCall({ id, name, input }: ModelToolCall): ModelToolCall {
  return {
    id: storableText(id.slice(0, maxNameLength)),
    name: storableText(name.slice(0, maxNameLength)),
    input: acceptInput(input),
  };
}

/** An input beyond all bounds is null, which the tool's schema then refuses. */
function acceptInput(input: Json): Json {
  try {
    return toBoundedJson(input, outputBounds);
  } catch {
    return null;
  }
}

/** @throws ProviderRefusedError when the provider withheld the answer */
export function assertAnswered(response: ModelResponse): void {
  if (response.finishReason === "content-filter") {
    throw new ProviderRefusedError("the provider withheld the answer (content filter)", {
      details: { provider: response.provider, model: response.model },
    });
  }
}
