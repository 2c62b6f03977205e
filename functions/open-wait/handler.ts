import { openWaitTaskSchema } from "../../shared/contracts/task.ts";
import { openWait } from "../../shared/domain/waits/open-wait.ts";
import { between } from "../../shared/runtime/crash-points.ts";
import { taskHandler } from "../../shared/runtime/task-handler.ts";
import { newId, nowMs } from "../../shared/services/clock.ts";
import { commandSender } from "../../shared/services/command-sender.ts";
import { database } from "../../shared/services/database.ts";

export const handler = taskHandler(openWaitTaskSchema, (task) =>
  between("wait-create", () =>
    openWait(task, { database: database(), commands: commandSender(), nowMs, newId }),
  ),
);
