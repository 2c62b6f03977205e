import { expireWaitTaskSchema } from "../../shared/contracts/task.ts";
import { expireWait } from "../../shared/domain/waits/expire-wait.ts";
import { taskHandler } from "../../shared/runtime/task-handler.ts";
import { nowMs } from "../../shared/services/clock.ts";
import { commandSender } from "../../shared/services/command-sender.ts";
import { database } from "../../shared/services/database.ts";

export const handler = taskHandler(expireWaitTaskSchema, (task) =>
  expireWait(task, { database: database(), commands: commandSender(), nowMs }),
);
