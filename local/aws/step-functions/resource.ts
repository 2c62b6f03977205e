import { functionNameOf } from "../lambda/function-name.ts";

export type IntegrationPattern = "request-response" | "sync" | "sync:2" | "wait-for-task-token";

/** What a task's `Resource` asks for. */
export type TaskResource =
  | { kind: "function"; name: string }
  | { kind: "integration"; service: string; action: string; pattern: IntegrationPattern }
  | { kind: "unknown" };

const INTEGRATION =
  /^arn:aws[\w-]*:states:[\w-]*:\d*:([\w-]+(?::[\w-]+)?):(\w+)(\.sync:2|\.sync|\.waitForTaskToken)?$/;
const PATTERNS: Record<string, IntegrationPattern> = {
  ".sync": "sync",
  ".sync:2": "sync:2",
  ".waitForTaskToken": "wait-for-task-token",
};

/** Reads `arn:aws:states:::lambda:invoke.waitForTaskToken` and the like, and plain function ARNs. */
export function parseResource(resource: string): TaskResource {
  if (resource.includes(":lambda:") && resource.includes(":function:")) {
    const name = functionNameOf(resource);
    if (name !== undefined) return { kind: "function", name };
  }
  const match = INTEGRATION.exec(resource);
  if (match === null) return { kind: "unknown" };
  const pattern = match[3] === undefined ? "request-response" : PATTERNS[match[3]]!;
  return { kind: "integration", service: match[1]!, action: match[2]!, pattern };
}
