import type { Anthropic } from "@anthropic-ai/sdk";
import type { ModelRequest } from "../../contracts/model.ts";
import type { ToolNames } from "../../runtime/model-provider/tool-names.ts";
import { toWireMessages } from "./messages.ts";
import {
  answerTool,
  answerToolName,
  outputFormat,
  type OutputForm,
  type TransformSchema,
} from "./output-form.ts";

export interface BuiltBody {
  body: Omit<Anthropic.MessageCreateParamsNonStreaming, "stream">;
  /** The tool whose input is the answer, where structured output is asked for in that form. */
  answerTool: string | null;
}

export interface BodyContext {
  model: string;
  names: ToolNames;
  outputForm: OutputForm;
  transform: TransformSchema;
  defaultMaxOutputTokens: number;
}

/** One request in the words of the Messages API. */
export function buildBody(request: ModelRequest, context: BodyContext): BuiltBody {
  const { system, messages } = toWireMessages(request.messages, context.names);
  const tools = (request.tools ?? []).map((tool): Anthropic.Tool => ({
    name: context.names.toWire(tool.name),
    description: tool.description,
    input_schema: tool.input as Anthropic.Tool.InputSchema,
  }));
  const output = outputFields(request, tools, context);
  return {
    answerTool: output.answerTool,
    body: {
      model: context.model,
      max_tokens: request.maxOutputTokens ?? context.defaultMaxOutputTokens,
      messages,
      ...(system !== undefined && { system }),
      ...(tools.length > 0 && { tools }),
      ...output.fields,
      ...(request.stopSequences !== undefined &&
        request.stopSequences.length > 0 && { stop_sequences: request.stopSequences }),
    },
  };
}

interface OutputFields {
  fields: Pick<Anthropic.MessageCreateParamsNonStreaming, "output_config" | "tools" | "tool_choice">;
  answerTool: string | null;
}

function outputFields(request: ModelRequest, tools: Anthropic.Tool[], context: BodyContext): OutputFields {
  if (request.output === undefined) return { fields: {}, answerTool: null };
  const config = context.outputForm === "format" ? outputFormat(request.output, context.transform) : null;
  if (config !== null) return { fields: { output_config: config }, answerTool: null };
  const name = answerToolName(
    request,
    tools.map((tool) => tool.name),
  );
  return {
    answerTool: name,
    fields: {
      tools: [...tools, answerTool(request.output, name)],
      tool_choice: tools.length > 0 ? { type: "any" } : { type: "tool", name },
    },
  };
}
