import type { OpenAI } from "openai";
import type { ModelRequest } from "../../contracts/model.ts";
import { closeSchema, requiresEverything } from "../../runtime/model-provider/closed-schema.ts";
import type { ToolNames } from "../../runtime/model-provider/tool-names.ts";
import type { Body, Dialect } from "./dialect.ts";
import { toWireMessages, toWireTools } from "./messages.ts";
import { toTextualRequest } from "./textual-tools.ts";

/** One request in the words that the server is known to understand. */
export function buildBody(model: string, request: ModelRequest, dialect: Dialect, names: ToolNames): Body {
  const spoken = dialect.nativeTools ? request : toTextualRequest(request);
  // A tool call in words is not JSON, so the output format may not be enforced beside it.
  const toolsInWords = !dialect.nativeTools && (request.tools?.length ?? 0) > 0;
  const output = outputFields(request.output, toolsInWords ? "prompt" : dialect.output);
  return {
    model,
    messages: [...output.messages, ...toWireMessages(spoken.messages, names)],
    ...output.fields,
    ...(spoken.tools !== undefined && spoken.tools.length > 0 && { tools: toWireTools(spoken.tools, names) }),
    ...(dialect.temperature && request.temperature !== undefined && { temperature: request.temperature }),
    ...(request.maxOutputTokens !== undefined && { [dialect.tokenLimit]: request.maxOutputTokens }),
    ...(request.stopSequences !== undefined &&
      request.stopSequences.length > 0 && { stop: request.stopSequences }),
  };
}

interface OutputFields {
  fields: Pick<Body, "response_format">;
  messages: OpenAI.ChatCompletionSystemMessageParam[];
}

function outputFields(output: ModelRequest["output"], form: Dialect["output"]): OutputFields {
  if (output === undefined) return { fields: {}, messages: [] };
  if (form === "strict-schema" || form === "json-schema") {
    return { fields: { response_format: schemaFormat(output, form) }, messages: [] };
  }
  const text = `The final answer is one JSON document that fits this JSON Schema, and nothing else: ${JSON.stringify(output.schema)}`;
  return {
    fields: form === "json-object" ? { response_format: { type: "json_object" } } : {},
    messages: [{ role: "system", content: text }],
  };
}

/** Strict decoding wants closed objects whose properties are all required; other schemas are sent as a wish. */
function schemaFormat(
  output: NonNullable<ModelRequest["output"]>,
  form: "strict-schema" | "json-schema",
): NonNullable<Body["response_format"]> {
  const closed = form === "strict-schema" ? closeSchema(output.schema) : null;
  const strict = closed !== null && closed["type"] === "object" && requiresEverything(closed);
  const name = output.name.replaceAll(/[^\w-]/g, "_").slice(0, 64) || "answer";
  return { type: "json_schema", json_schema: { name, schema: strict ? closed : output.schema, strict } };
}
