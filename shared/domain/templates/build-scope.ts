import type { Json, JsonObject } from "../../contracts/json.ts";

/**
 * What templates and conditions see: the input's fields, `input` (always all of it), and each upstream node by its id
 * with its fields and `output` (always the whole). Nodes shadow input fields; a skipped node is null.
 */
export function buildScope(input: JsonObject, upstreamOutputs: { [nodeId: string]: Json }): JsonObject {
  const nodes = Object.entries(upstreamOutputs).map(([id, output]): [string, Json] => [
    id,
    nodeScope(output),
  ]);
  return Object.fromEntries<Json>([...Object.entries(input), ...nodes, ["input", input]]);
}

function nodeScope(output: Json): Json {
  if (output === null) return null;
  if (typeof output !== "object" || Array.isArray(output)) return { output };
  return { ...output, output };
}
