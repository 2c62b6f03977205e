import type {
  LanguageModel,
  ModelCallOptions,
  ModelChunk,
  ModelRequest,
  ModelResponse,
} from "../../contracts/model.ts";
import { completeResponse, type AnswerDraft } from "../../runtime/model-provider/complete-response.ts";
import { providerFailure } from "../../runtime/model-provider/provider-failure.ts";
import { createServedModels, modelListTimeoutMs } from "../../runtime/model-provider/served-models.ts";
import { createToolNames, type ToolNames } from "../../runtime/model-provider/tool-names.ts";
import { buildBody } from "./build-body.ts";
import { compatibleDialect, officialDialect, type Dialect } from "./dialect.ts";
import { createDialects } from "./dialects.ts";
import { createOpenAiClient, isOfficialServer } from "./openai-client.ts";
import type { OpenAiModelOptions } from "./options.ts";
import { readCompletion } from "./read-completion.ts";
import { readStream } from "./read-stream.ts";
import { readTextualToolCall } from "./textual-tools.ts";

const provider = "openai";

interface Call {
  model: string;
  request: ModelRequest;
  names: ToolNames;
  startedMs: number;
}

/**
 * OpenAI, and every server that speaks its chat completions (Ollama, vLLM, llama.cpp …) by `baseUrl`.
 *
 * Such servers differ in what they understand. The adapter asks for everything, learns from a refusal that names a
 * parameter, asks again without it and remembers that for the model: structured output goes from a strict schema over
 * a schema and a JSON object down to words; the token limit changes its name; temperature and usage in streams are left
 * out. Where `tools` are refused, this call and all later ones say them in words and read the answer back into tool
 * calls, so a caller that offered tools notices nothing; `capabilities` answers `nativeTools: false` from then on.
 *
 * A server that reports no usage gets an estimate (four characters to a token).
 */
export function createOpenAiModel(options: OpenAiModelOptions): LanguageModel {
  const client = createOpenAiClient(options);
  const servedModel = createServedModels({
    models: options.models,
    isOfficialServer: isOfficialServer(options.baseUrl),
    list: async () =>
      (await client()).get("/models", { timeout: Math.min(options.timeoutMs, modelListTimeoutMs) }),
  });
  const dialects = createDialects(isOfficialServer(options.baseUrl) ? officialDialect : compatibleDialect);

  const begin = async (request: ModelRequest): Promise<Call> => ({
    startedMs: options.nowMs(),
    model: await servedModel(request.profile),
    names: createToolNames(request),
    request,
  });

  const complete = (draft: AnswerDraft, call: Call, dialect: Dialect): ModelResponse =>
    completeResponse(saysToolsInWords(call, dialect) ? readTextualToolCall(draft) : draft, {
      provider,
      model: call.model,
      request: call.request,
      latencyMs: options.nowMs() - call.startedMs,
      costUsd: options.costUsd,
    });

  const generate = async (request: ModelRequest, { signal }: ModelCallOptions): Promise<ModelResponse> => {
    const call = await begin(request);
    const { chat } = await client();
    const { answer, dialect } = await dialects.speak(
      call.model,
      (known) => buildBody(call.model, request, known, call.names),
      (body) => chat.completions.create({ ...body, stream: false }, { signal }),
    );
    return complete(readCompletion(answer, call.names, provider), call, dialect);
  };

  async function* stream(request: ModelRequest, { signal }: ModelCallOptions): AsyncGenerator<ModelChunk> {
    const call = await begin(request);
    const { chat } = await client();
    const { answer, dialect } = await dialects.speak(
      call.model,
      (known) => withStreamUsage(buildBody(call.model, request, known, call.names), known),
      (body) => chat.completions.create({ ...body, stream: true }, { signal }),
    );
    const inWords = saysToolsInWords(call, dialect);
    for await (const part of readStream(answer, call.names, provider)) {
      // Text that may turn out to be a tool call is held back until all of it is there.
      if (part.kind === "text" && !inWords) yield part;
      if (part.kind === "draft") yield* finish(complete(part.draft, call, dialect), inWords);
    }
  }

  const failure = (error: unknown, signal: AbortSignal | undefined) =>
    providerFailure(error, { provider, apiKey: options.apiKey, nowMs: options.nowMs, signal });

  return {
    capabilities: async (profile) => ({ nativeTools: dialects.of(await servedModel(profile)).nativeTools }),
    async generate(request, call = {}) {
      try {
        return await generate(request, call);
      } catch (error) {
        throw failure(error, call.signal);
      }
    },
    async *stream(request, call = {}) {
      try {
        yield* stream(request, call);
      } catch (error) {
        throw failure(error, call.signal);
      }
    },
  };
}

function saysToolsInWords(call: Call, dialect: Dialect): boolean {
  return !dialect.nativeTools && (call.request.tools?.length ?? 0) > 0;
}

function withStreamUsage(body: ReturnType<typeof buildBody>, dialect: Dialect): ReturnType<typeof buildBody> {
  return dialect.streamUsage ? { ...body, stream_options: { include_usage: true } } : body;
}

function* finish(response: ModelResponse, textWasHeldBack: boolean): Generator<ModelChunk> {
  if (textWasHeldBack && response.text !== "") yield { kind: "text", text: response.text };
  yield { kind: "done", response };
}
