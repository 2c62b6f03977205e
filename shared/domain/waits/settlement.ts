import type { RunMessage } from "../../contracts/run.ts";
import type { Wait } from "../../contracts/wait.ts";

/** The message that makes an answer reach its execution; written in the transaction that accepts the answer. */
export function settlementOf(
  wait: Pick<Wait, "tenantId" | "runId" | "waitId">,
  id: string,
  createdAtMs: number,
): RunMessage {
  const { tenantId, runId, waitId } = wait;
  return { id, tenantId, runId, topic: "wait.settle", body: { tenantId, waitId }, createdAtMs };
}
