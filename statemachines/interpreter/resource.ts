/** Where a Task's resource stands in the history: as a Lambda function of its own, or as an integrated service. */
export type TaskResource =
  | { kind: "lambda"; resource: string }
  | {
      kind: "service";
      resource: string;
      /** `lambda`, `states`, `aws-sdk:s3` … */
      resourceType: string;
      /** `invoke`, `startExecution.sync:2` … */
      action: string;
      pattern: "request" | "sync" | "waitForTaskToken";
    };

const SERVICE = /^arn:[^:]+:states:[^:]*:[^:]*:((?:aws-sdk:)?[^:]+):(.+)$/;

/** Reads a `Resource`: `arn:aws:states:::lambda:invoke`, or the ARN of a Lambda function. */
export function parseResource(resource: string): TaskResource {
  const [, resourceType, action] = SERVICE.exec(resource) ?? [];
  if (resourceType === undefined || action === undefined) return { kind: "lambda", resource };
  const pattern = action.endsWith(".waitForTaskToken")
    ? "waitForTaskToken"
    : action.includes(".sync")
      ? "sync"
      : "request";
  return { kind: "service", resource, resourceType, action, pattern };
}
