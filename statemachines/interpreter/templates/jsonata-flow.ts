import type { Json, JsonObject } from "../../asl/types.ts";
import type { DataFlow, Fields } from "../data-flow.ts";
import type { FieldScope } from "../field-scope.ts";
import type { Completion } from "../machine.ts";
import { compileTemplate } from "./jsonata-field.ts";

export function jsonataFlow(fields: Fields): DataFlow {
  const prepare =
    fields["Arguments"] === undefined
      ? (scope: FieldScope) => scope.input
      : compileTemplate(fields["Arguments"] as Json, "Arguments");
  return { language: "JSONata", prepare, complete: jsonataCompletion(fields, "") };
}

/**
 * `Assign` and `Output` of a state, a choice or a catcher; `prefix` names where they stand (`Choices[1]/`). Without an
 * `Output` the state gives its result, an error its error output, all else the input.
 */
export function jsonataCompletion(fields: Fields, prefix: string): (scope: FieldScope) => Completion {
  const assign = fields.Assign && compileTemplate(fields.Assign, `${prefix}Assign`);
  const output = fields.Output === undefined ? undefined : compileTemplate(fields.Output, `${prefix}Output`);
  return (scope) => {
    const assigned = assign?.(scope) as JsonObject | undefined;
    return { output: output === undefined ? givenOutput(scope) : output(scope), assigned };
  };
}

function givenOutput(scope: FieldScope): Json {
  return scope.errorOutput ?? (scope.result === undefined ? scope.input : scope.result);
}
