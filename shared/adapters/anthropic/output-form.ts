import type { Anthropic } from "@anthropic-ai/sdk";
import type { JsonSchema } from "../../contracts/json.ts";
import type { ModelRequest } from "../../contracts/model.ts";
import { closeSchema } from "../../runtime/model-provider/closed-schema.ts";

/** How structured output is asked for: by the API's own format, or as the input of a tool that the model must call. */
export type OutputForm = "format" | "tool";

export type TransformSchema = (schema: JsonSchema) => Record<string, unknown>;

type Output = NonNullable<ModelRequest["output"]>;

/**
 * The form for one schema. The API's format closes every object, so a schema that means to be open goes as a tool, whose
 * input schema may be any.
 */
export function outputFormat(output: Output, transform: TransformSchema): Anthropic.OutputConfig | null {
  const closed = closeSchema(output.schema);
  if (closed === null || closed["type"] !== "object") return null;
  try {
    return { format: { type: "json_schema", schema: transform(closed) } };
  } catch {
    // The SDK's helper throws for a schema that has no counterpart in the format.
    return null;
  }
}

/** The name of the tool that carries the answer; suffixed where a tool of the caller's has the name already. */
export function answerToolName(request: ModelRequest, takenNames: readonly string[]): string {
  let name = `answer_${(request.output?.name ?? "").replaceAll(/[^\w-]/g, "_")}`.slice(0, 60);
  while (takenNames.includes(name)) name += "_";
  return name;
}

export function answerTool(output: Output, name: string): Anthropic.Tool {
  const wrapped = output.schema["type"] !== "object";
  const schema = wrapped
    ? { type: "object", properties: { answer: output.schema }, required: ["answer"] }
    : output.schema;
  return {
    name,
    description: "Gives the final answer. Call it once, when no other tool is needed any more.",
    input_schema: schema as Anthropic.Tool.InputSchema,
  };
}

/** The answer's JSON text out of the input of the answer tool. */
export function answerText(output: Output, input: unknown): string {
  const wrapped = output.schema["type"] !== "object";
  const value =
    wrapped && input !== null && typeof input === "object" ? (input as { answer?: unknown }).answer : input;
  return JSON.stringify(value ?? null);
}
