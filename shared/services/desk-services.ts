import type { DeskServices } from "../domain/queue/desk-transaction.ts";
import type { CommandSender } from "../domain/workflows/ports.ts";
import { lazy } from "../runtime/lazy.ts";
import { newId, nowMs } from "./clock.ts";
import { commandSender } from "./command-sender.ts";
import { conversationChecks } from "./conversation-checks.ts";
import { database } from "./database.ts";

/** What use cases of conversations and the desk work with. */
export const deskServices = lazy((): DeskServices & { commands: CommandSender } => ({
  database: database(),
  commands: commandSender(),
  checks: conversationChecks(),
  nowMs,
  newId,
}));
