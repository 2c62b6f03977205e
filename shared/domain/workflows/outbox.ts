import type { OutboxMessage, RunMessage } from "../../contracts/run.ts";
import type { Database, TenantTransaction } from "../storage/ports.ts";
import type { CommandSender } from "./ports.ts";

/**
 * When a run or conversation is looked at after work was accepted for it: later than any request or transaction can take, so that the
 * check never comes before the commit it is for.
 */
export const firstCheckSeconds = 60;
const batchSize = 100;

/**
 * Writes a message into the transaction that accepts the work. A check of what it is about (`firstCheckSeconds` later) is
 * on its way before that commits, so a process that dies between commit and send, even for ever, leaves something behind
 * that sends the message.
 */
export async function addChecked(
  tx: TenantTransaction,
  message: OutboxMessage,
  check: Promise<void>,
): Promise<void> {
  await Promise.all([check, tx.outbox.add(message)]);
}

/** As above, for a message about a run. */
export function addToOutbox(
  tx: TenantTransaction,
  message: RunMessage,
  { commands }: { commands: CommandSender },
): Promise<void> {
  const { tenantId, runId, createdAtMs } = message;
  const check = { tenantId, runId, acceptedAtMs: createdAtMs };
  return addChecked(tx, message, commands.checkLater(check, firstCheckSeconds));
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

/**
 * Sends all that stayed unsent, at once instead of at its run's next check; returns how much. For one machine's host when
 * it starts: nobody else can be sending then.
 */
export async function sendUnsent(services: {
  database: Database;
  commands: CommandSender;
  nowMs: () => number;
}): Promise<number> {
  let sent = 0;
  for (;;) {
    const unsent = await services.database.system("send what stayed unsent", (tx) =>
      tx.unsentMessages(services.nowMs() + 1, batchSize),
    );
    if (unsent.length === 0) return sent;
    await sendOutbox(unsent, services);
    sent += unsent.length;
  }
}
