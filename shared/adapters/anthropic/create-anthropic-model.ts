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
import { createToolNames } from "../../runtime/model-provider/tool-names.ts";
import { createAnthropicClient, isOfficialServer } from "./anthropic-client.ts";
import { buildBody, type BuiltBody } from "./build-body.ts";
import type { AnthropicModelOptions } from "./options.ts";
import type { OutputForm } from "./output-form.ts";
import { readMessage, type ReadContext } from "./read-message.ts";
import { readStream } from "./read-stream.ts";

const provider = "anthropic";
const defaultMaxOutputTokens = 4096;

interface Sent<Answer> {
  answer: Answer;
  model: string;
  startedMs: number;
  context: ReadContext;
}

/**
 * Anthropic's Messages API, or a server that speaks it by `baseUrl`. Structured output uses the API's own format
 * (`output_config.format`); a schema that the format cannot say, and a server that refuses it, get a tool that the model
 * must call, whose input is the answer. The API has no temperature any more (version 2026-10-21), so a request's is not
 * sent.
 */
export function createAnthropicModel(options: AnthropicModelOptions): LanguageModel {
  const client = createAnthropicClient(options);
  const servedModel = createServedModels({
    models: options.models,
    isOfficialServer: isOfficialServer(options.baseUrl),
    list: async () =>
      (await client()).get("/v1/models", {
        query: { limit: 1000 },
        timeout: Math.min(options.timeoutMs, modelListTimeoutMs),
      }),
  });
  /** Models that refused the API's output format. */
  const withoutFormat = new Set<string>();

  const build = async (request: ModelRequest, model: string, outputForm: OutputForm) => {
    const { transformJSONSchema } = await import("@anthropic-ai/sdk/lib/transform-json-schema");
    const names = createToolNames(request);
    const built = buildBody(request, {
      model,
      names,
      outputForm,
      transform: transformJSONSchema,
      defaultMaxOutputTokens: options.defaultMaxOutputTokens ?? defaultMaxOutputTokens,
    });
    return { ...built, context: { names, provider, request, answerTool: built.answerTool } };
  };

  const send = async <Answer>(
    request: ModelRequest,
    post: (body: BuiltBody["body"]) => Promise<Answer>,
  ): Promise<Sent<Answer>> => {
    const startedMs = options.nowMs();
    const model = await servedModel(request.profile);
    const first = await build(request, model, withoutFormat.has(model) ? "tool" : "format");
    try {
      return { answer: await post(first.body), model, startedMs, context: first.context };
    } catch (error) {
      if (first.body.output_config === undefined || !refusesFormat(error)) throw error;
      const second = await build(request, model, "tool");
      const answer = await post(second.body);
      if (!/schema/i.test((error as Error).message)) withoutFormat.add(model);
      return { answer, model, startedMs, context: second.context };
    }
  };

  const complete = (draft: AnswerDraft, { model, startedMs, context }: Sent<unknown>): ModelResponse =>
    completeResponse(draft, {
      provider,
      model,
      request: context.request,
      latencyMs: options.nowMs() - startedMs,
      costUsd: options.costUsd,
    });

  const generate = async (request: ModelRequest, { signal }: ModelCallOptions): Promise<ModelResponse> => {
    const { messages } = await client();
    const sent = await send(request, (body) => messages.create({ ...body, stream: false }, { signal }));
    return complete(readMessage(sent.answer, sent.context), sent);
  };

  async function* stream(request: ModelRequest, { signal }: ModelCallOptions): AsyncGenerator<ModelChunk> {
    const { messages } = await client();
    const sent = await send(request, (body) => messages.create({ ...body, stream: true }, { signal }));
    let shown = "";
    for await (const part of readStream(sent.answer, sent.context)) {
      if (part.kind === "draft") {
        const response = complete(part.draft, sent);
        // An answer that came as a tool's input was not among the text.
        if (shown === "" && response.text !== "") yield { kind: "text", text: response.text };
        yield { kind: "done", response };
      } else if (sent.context.answerTool === null) {
        shown += part.text;
        yield part;
      }
    }
  }

  const failure = (error: unknown, signal: AbortSignal | undefined) =>
    providerFailure(error, { provider, apiKey: options.apiKey, nowMs: options.nowMs, signal });

  return {
    capabilities: async () => ({ nativeTools: true }),
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

function refusesFormat(error: unknown): boolean {
  if (!(error instanceof Error) || !("status" in error)) return false;
  const refused = error.status === 400 || error.status === 422;
  return refused && /output_config|output_format|json_schema|structured|schema/i.test(error.message);
}
