import type { JsonSchema } from "../../contracts/json.ts";

const maxCommentLength = 2000;

/** JSON Schema of a decision on a tool's call: approve it, approve it with other arguments, or reject it. */
export function approvalForm(toolInput: JsonSchema): JsonSchema {
  return {
    type: "object",
    additionalProperties: false,
    required: ["decision"],
    properties: {
      decision: { type: "string", enum: ["approve", "edit", "reject"] },
      arguments: toolInput,
      comment: { type: "string", maxLength: maxCommentLength },
    },
  };
}
