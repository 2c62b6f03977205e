import { ToolFailedError } from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { Tool } from "../../contracts/tool.ts";

const expressionHint =
  "JMESPath, at most 1 kB. Compare with literals in quotes or backticks: status == 'open', total > `10`.";

/** Reshapes JSON by a JMESPath expression. Reads nothing but its input. */
const transformJson: Tool = {
  name: "transform_json",
  description: "Transforms JSON with a JMESPath expression and returns the result.",
  effect: "read",
  requiresApproval: false,
  safe: true,
  timeoutMs: 5000,
  input: {
    type: "object",
    properties: {
      data: { description: "The JSON to transform." },
      expression: { type: "string", minLength: 1, description: expressionHint },
    },
    required: ["data", "expression"],
    additionalProperties: false,
  },
  run: async (input) => {
    const { data, expression } = input as { data: Json; expression: string };
    const { searchJson } = await import("./search-json.ts");
    return searchJson(data, expression);
  },
};

/** Keeps the items of a list that meet a JMESPath condition. Reads nothing but its input. */
const filterList: Tool = {
  name: "filter_list",
  description: "Keeps the items of a list for which a JMESPath condition is true.",
  effect: "read",
  requiresApproval: false,
  safe: true,
  timeoutMs: 10_000,
  input: {
    type: "object",
    properties: {
      items: { type: "array", description: "The list to filter." },
      condition: { type: "string", minLength: 1, description: `Seen from each item. ${expressionHint}` },
    },
    required: ["items", "condition"],
    additionalProperties: false,
  },
  run: async (input) => {
    const { items, condition } = input as { items: Json; condition: string };
    if (!Array.isArray(items)) throw new ToolFailedError("items must be a list");
    const { filterJson } = await import("./search-json.ts");
    return filterJson(items, condition);
  },
};

/** The tools that come with the system and need no service. */
export const builtInTools: readonly Tool[] = [transformJson, filterList];
