import type { Json, JsonObject, QueryLanguage } from "../asl/types.ts";
import type { FieldScope } from "./field-scope.ts";
import { jsonataFlow } from "./templates/jsonata-flow.ts";
import { jsonPathFlow } from "./json-path/json-path-flow.ts";
import type { Completion } from "./machine.ts";

/** A state's definition as it is read here: every field that some state type or query language may have. */
export type Fields = Readonly<Record<string, unknown>> & {
  Assign?: JsonObject;
  Output?: Json;
};

/** How data goes through a state, in the state's query language. */
export interface DataFlow {
  language: QueryLanguage;
  /** What the state works on: `Arguments`, or `InputPath` and `Parameters`. */
  prepare(scope: FieldScope): Json;
  /** The state's output and variables; `scope.result` is there for states that have a result. */
  complete(scope: FieldScope): Completion;
}

export function compileDataFlow(fields: Fields, language: QueryLanguage): DataFlow {
  return language === "JSONata" ? jsonataFlow(fields) : jsonPathFlow(fields);
}
