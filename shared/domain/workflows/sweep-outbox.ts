import type { OutboxMessage } from "../../contracts/run.ts";
import type { Database } from "../storage/ports.ts";
import type { CommandSender } from "./ports.ts";

/** A message younger than this is probably being sent right now by the request that wrote it. */
const leaveAloneMs = 10_000;
const batchSize = 100;
const keepSentMs = 24 * 3600 * 1000;

/**
 * Sends accepted work again that stayed unsent (the process died between commit and send). Returns how many. Nothing is
 * left alone (`youngestMs` 0) where nobody else can be sending: one machine's host, when it starts.
 */
export async function sweepOutbox(services: {
  database: Database;
  commands: CommandSender;
  nowMs: () => number;
  youngestMs?: number;
}): Promise<number> {
  const { database, nowMs, youngestMs = leaveAloneMs } = services;
  const unsent = await database.system("sweep outbox", (tx) =>
    tx.unsentMessages(nowMs() - youngestMs, batchSize),
  );
  await sendOutbox(unsent, services);
  await database.system("delete expired records", (tx) => tx.deleteExpired(nowMs() - keepSentMs));
  return unsent.length;
}

/** Sends messages after their commit and marks them sent. A crash in between sends twice; consumers are idempotent. */
export async function sendOutbox(
  messages: OutboxMessage[],
  services: { database: Database; commands: CommandSender; nowMs: () => number },
): Promise<void> {
  if (messages.length === 0) return;
  await services.commands.send(messages);
  const tenants = Map.groupBy(messages, (message) => message.tenantId);
  for (const [tenantId, own] of tenants) {
    const ids = own.map((message) => message.id);
    await services.database.tenant(tenantId, (tx) => tx.outbox.markSent(ids, services.nowMs()));
  }
}
