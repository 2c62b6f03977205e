import type { Json, JsonObject } from "../../contracts/json.ts";
import { buildScope } from "../templates/build-scope.ts";

/** What the inputs of preconditions may name; `callArguments` are those that would be used. */
export function factScope(
  input: JsonObject,
  upstream: { [nodeId: string]: Json },
  callArguments: Json | undefined,
): JsonObject {
  const scope = buildScope(input, upstream);
  return callArguments === undefined ? scope : { ...scope, arguments: callArguments };
}
