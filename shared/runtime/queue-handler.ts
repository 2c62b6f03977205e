import { parse, type $ZodType } from "zod/v4/core";
import { safeError } from "./safe-error.ts";

export interface QueueEvent {
  Records: { messageId: string; body: string }[];
}

export interface BatchResponse {
  batchItemFailures: { itemIdentifier: string }[];
}

/** A Lambda handler for a queue: each message on its own, and only those that failed are delivered again. */
export function queueHandler<Body>(
  schema: $ZodType<Body>,
  work: (body: Body) => Promise<void>,
): (event: QueueEvent) => Promise<BatchResponse> {
  return async (event) => {
    const failures = await Promise.all(event.Records.map((record) => failureOf(record, schema, work)));
    return { batchItemFailures: failures.filter((failure) => failure !== null) };
  };
}

async function failureOf<Body>(
  record: QueueEvent["Records"][number],
  schema: $ZodType<Body>,
  work: (body: Body) => Promise<void>,
): Promise<{ itemIdentifier: string } | null> {
  try {
    await work(parse(schema, JSON.parse(record.body)));
    return null;
  } catch (error) {
    // Loaded when there is something to say: most cold starts have nothing.
    const { logger } = await import("./logger.ts");
    logger().error("message failed", {
      messageId: record.messageId,
      error: safeError(error).name,
      cause: error as Error,
    });
    return { itemIdentifier: record.messageId };
  }
}
