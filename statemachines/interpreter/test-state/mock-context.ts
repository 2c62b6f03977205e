import type { Json, JsonObject } from "../../asl/types.ts";
import { TestStateRefused } from "./request.ts";

const TEXT = "a string";
/** Which fields a context object may be given, and of what they are. */
const ALLOWED: Readonly<Record<string, Readonly<Record<string, "a string" | "a number" | "any">>>> = {
  Execution: {
    Id: TEXT,
    Input: "any",
    Name: TEXT,
    RoleArn: TEXT,
    StartTime: TEXT,
    RedriveCount: "a number",
    RedriveTime: TEXT,
  },
  State: { EnteredTime: TEXT, Name: TEXT, RetryCount: "a number" },
  StateMachine: { Id: TEXT, Name: TEXT },
  Task: { Token: TEXT },
};

/** Lays the given parts of a context object over the made-up one; throws `TestStateRefused` for what may not be given. */
export function withMockedContext(context: JsonObject, given: JsonObject | undefined): JsonObject {
  const result = { ...context };
  for (const [part, fields] of Object.entries(given ?? {})) {
    if (part === "Map") throw refusal("'Map' field is not supported when mocking a Context object");
    const allowed = ALLOWED[part];
    if (allowed === undefined) throw refusal(`Field '${part}' is not allowed`);
    if (typeof fields !== "object" || fields === null || Array.isArray(fields))
      throw refusal(`${part} must be an object`);
    for (const [field, value] of Object.entries(fields)) checkField(part, field, value, allowed[field]);
    result[part] = { ...(context[part] as JsonObject | undefined), ...fields };
  }
  return result;
}

function checkField(part: string, field: string, value: Json, kind: string | undefined): void {
  if (kind === undefined) throw refusal(`Field '${field}' is not allowed`);
  if (kind !== "any" && `a ${typeof value}` !== kind) throw refusal(`${part}.${field} must be ${kind}`);
}

function refusal(reason: string): TestStateRefused {
  return new TestStateRefused("ValidationException", `Invalid Context object provided: ${reason}`);
}
