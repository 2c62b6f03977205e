import type { Json, JsonObject } from "../../asl/types.ts";
import { parseJsonPath, type ParsedPath } from "../../asl/json-path.ts";
import type { DataFlow, Fields } from "../data-flow.ts";
import { RuntimeFailure } from "../failures.ts";
import type { FieldScope } from "../field-scope.ts";
import type { Completion } from "../machine.ts";
import { evaluatePath } from "./evaluate-path.ts";
import { compilePayloadTemplate, type PathField } from "./payload-template.ts";
import { writeAt } from "./reference-path.ts";

/** `InputPath` → `Parameters` → (the state) → `ResultSelector` → `ResultPath` → `OutputPath`. */
export function jsonPathFlow(fields: Fields): DataFlow {
  const input = compileFilterPath(fields["InputPath"]);
  const parameters = template(fields["Parameters"]);
  const selector = template(fields["ResultSelector"]);
  const place = compileResultPath(fields["ResultPath"]);
  const output = compileFilterPath(fields["OutputPath"]);
  const assign = fields.Assign && compilePayloadTemplate(fields.Assign);
  const prepare = (scope: FieldScope) => {
    scope.data = input(scope, scope.input);
    return parameters?.(scope) ?? scope.data;
  };
  const complete = (scope: FieldScope): Completion => {
    const result = scope.result === undefined ? input(scope, scope.input) : scope.result;
    scope.data = result;
    const selected = selector?.(scope) ?? result;
    const whole = scope.result === undefined ? result : place(scope.input, selected);
    scope.data = result;
    const assigned = assign?.(scope) as JsonObject | undefined;
    return { output: output(scope, whole), assigned };
  };
  return { language: "JSONPath", prepare, complete };
}

/** A catcher's error goes where its `ResultPath` says; `$` in its `Assign` is the error. */
export function jsonPathCatch(fields: Fields): (scope: FieldScope) => Completion {
  const place = compileResultPath(fields["ResultPath"]);
  const assign = fields.Assign && compilePayloadTemplate(fields.Assign);
  return (scope) => {
    scope.data = scope.errorOutput!;
    return {
      output: place(scope.input, scope.errorOutput!),
      assigned: assign?.(scope) as JsonObject | undefined,
    };
  };
}

function template(value: unknown): PathField | undefined {
  return value === undefined ? undefined : compilePayloadTemplate(value as Json);
}

/** `null` takes everything away. */
function compileFilterPath(value: unknown): (scope: FieldScope, data: Json) => Json {
  if (value === undefined || value === "$") return (_scope, data) => data;
  if (value === null) return () => ({});
  const read = compilePath(value as string);
  return (scope, data) => {
    scope.data = data;
    return read(scope);
  };
}

/** A path that has to find something. */
export function compilePath(source: string): (scope: FieldScope) => Json {
  const path = requirePath(source);
  return (scope) => {
    const value = evaluatePath(path, scope);
    if (value !== undefined) return value;
    throw new RuntimeFailure(`Invalid path '${source}' : No results for path: ${bracketed(path)}`);
  };
}

function compileResultPath(value: unknown): (input: Json, result: Json) => Json {
  if (value === undefined || value === "$") return (_input, result) => result;
  if (value === null) return (input) => input;
  const path = requirePath(value as string);
  return (input, result) => writeAt(path, input, result);
}

export function requirePath(source: string): ParsedPath {
  const path = parseJsonPath(source);
  if (path === undefined) throw new Error(`Not a JSONPath: ${source}`);
  return path;
}

/** The path as Jayway's library writes it: `$['a']['b'][0]`. */
function bracketed(path: ParsedPath): string {
  const steps = path.steps.map((step) =>
    step.kind === "name" ? `['${step.name}']` : step.kind === "index" ? `[${step.index}]` : "[*]",
  );
  return `$${steps.join("")}`;
}
