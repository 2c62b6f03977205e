import { parse, type $ZodType } from "zod/v4/core";
import { safeError } from "./safe-error.ts";

/**
 * A Lambda handler for one Step Functions task: parses the payload, does the work, and lets an error out under its own
 * name (what `Retry` and `Catch` match) with a message that is safe to keep in a history.
 */
export function taskHandler<Task, Result>(
  schema: $ZodType<Task>,
  work: (task: Task) => Promise<Result>,
): (event: unknown) => Promise<Result> {
  return async (event) => {
    try {
      return await work(parse(schema, event));
    } catch (error) {
      const safe = safeError(error);
      // Loaded when there is something to say: most cold starts have nothing.
      const [{ logger }, { count }] = await Promise.all([import("./logger.ts"), import("./metrics.ts")]);
      logger().error("task failed", { error: safe.name, cause: error as Error });
      count("TaskFailed", { error: safe.name });
      throw Object.assign(new Error(safe.message), { name: safe.name });
    }
  };
}
