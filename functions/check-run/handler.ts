import { checkRunMessageSchema } from "../../shared/contracts/task.ts";
import { checkRun } from "../../shared/domain/workflows/check-run.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { nowMs } from "../../shared/services/clock.ts";
import { commandSender } from "../../shared/services/command-sender.ts";
import { database } from "../../shared/services/database.ts";
import { stateMachines } from "../../shared/services/state-machines.ts";

export const handler = queueHandler(checkRunMessageSchema, (check) =>
  checkRun(check, { database: database(), stateMachines: stateMachines(), commands: commandSender(), nowMs }),
);
