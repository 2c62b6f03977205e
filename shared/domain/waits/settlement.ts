import type { OutboxMessage } from "../../contracts/run.ts";
import type { Wait } from "../../contracts/wait.ts";

/** The message that makes an answer reach its execution; written in the transaction that accepts the answer. */
export function settlementOf(
  wait: Pick<Wait, "tenantId" | "waitId">,
  id: string,
  createdAtMs: number,
): OutboxMessage {
  const { tenantId, waitId } = wait;
  return { id, tenantId, topic: "wait.settle", body: { tenantId, waitId }, createdAtMs };
}
