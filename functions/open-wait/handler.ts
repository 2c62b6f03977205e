import * as z from "zod/mini";
import { openWaitTaskSchema, planWaitTaskSchema } from "../../shared/contracts/task.ts";
import { openWait } from "../../shared/domain/waits/open-wait.ts";
import { planWait } from "../../shared/domain/waits/plan-wait.ts";
import { between } from "../../shared/runtime/crash-points.ts";
import { taskHandler } from "../../shared/runtime/task-handler.ts";
import { newId, nowMs } from "../../shared/services/clock.ts";
import { commandSender } from "../../shared/services/command-sender.ts";
import { database } from "../../shared/services/database.ts";
import { timers } from "../../shared/services/timers.ts";
import { tools } from "../../shared/services/tools.ts";

/** Without a token it is asked how long to wait, before it waits. */
const taskSchema = z.union([openWaitTaskSchema, planWaitTaskSchema]);

export const handler = taskHandler(taskSchema, async (task) => {
  if (!("taskToken" in task)) return planWait(task, { database: database(), nowMs });
  const services = { database: database(), commands: commandSender(), nowMs, newId, tools: tools(), timers };
  return between("wait-create", () => openWait(task, services));
});
