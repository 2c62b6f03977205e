import { sweepOutbox } from "../../shared/domain/workflows/sweep-outbox.ts";
import { nowMs } from "../../shared/services/clock.ts";
import { commandSender } from "../../shared/services/command-sender.ts";
import { database } from "../../shared/services/database.ts";

export const handler = async (): Promise<{ sent: number }> => ({
  sent: await sweepOutbox({ database: database(), commands: commandSender(), nowMs }),
});
