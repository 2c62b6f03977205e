import type { RecordFailureResult } from "../../contracts/task.ts";
import type { Database } from "../storage/ports.ts";

/** Records that a node failed for good although its run goes on, and counts the errors in a row. */
export async function recordFailure(
  task: { tenantId: string; runId: string; nodeId: string; error: string; cause: string },
  services: { database: Database; nowMs: () => number },
): Promise<RecordFailureResult> {
  return services.database.tenant(task.tenantId, async (tx) => {
    const before = await tx.nodes.get(task.runId, task.nodeId);
    const error = before?.error ?? { name: task.error, message: messageOf(task.cause) };
    await tx.nodes.fail(task.runId, task.nodeId, error, services.nowMs());
    return { consecutiveErrors: await tx.runs.countError(task.runId, true) };
  });
}

/** The start of Lambda's report, also of one that was cut. */
const reportedMessage = /^\{"errorType":"(?:[^"\\]|\\.)*","errorMessage":"((?:[^"\\]|\\.)*)/;

/** Lambda reports a failure as `{errorType, errorMessage, trace}`, cut to what a state machine keeps; people want the message. */
export function messageOf(cause: string): string {
  try {
    const parsed: unknown = JSON.parse(cause);
    if (typeof parsed === "object" && parsed !== null && "errorMessage" in parsed)
      return String(parsed.errorMessage);
  } catch {
    // Cut, or not Lambda's form.
  }
  const cut = reportedMessage.exec(cause)?.[1];
  return cut === undefined ? cause : unescaped(cut);
}

function unescaped(text: string): string {
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return text;
  }
}
