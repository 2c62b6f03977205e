import { FieldScope } from "../field-scope.ts";
import { StateFailure } from "../failures.ts";
import { compileReference } from "../json-path/payload-template.ts";
import type { CompiledState } from "../machine.ts";
import { compileTyped } from "../templates/jsonata-field.ts";
import { baseState, type StateParts } from "./common.ts";

/** Fails with an error and a cause; each may be left out, and is left out of the history then. */
export function compileFail(parts: StateParts): CompiledState {
  const error = compileText(parts, "Error");
  const cause = compileText(parts, "Cause");
  return {
    ...baseState(parts, "Fail"),
    run(execution, frame) {
      const scope = new FieldScope(execution, frame);
      throw new StateFailure({ error: error?.(scope), cause: cause?.(scope) });
    },
  };
}

function compileText(
  { fields, language }: StateParts,
  field: "Error" | "Cause",
): ((scope: FieldScope) => string) | undefined {
  const path = fields[`${field}Path`];
  if (typeof path === "string") {
    const read = compileReference(path, `${field}Path`);
    return (scope) => asText(read(scope));
  }
  if (fields[field] === undefined) return undefined;
  if (language === "JSONata") return compileTyped(fields[field], field, "string");
  const text = fields[field] as string;
  return () => text;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
