import { startRunMessageSchema } from "../../shared/contracts/task.ts";
import { startRun } from "../../shared/domain/workflows/start-run.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { nowMs } from "../../shared/services/clock.ts";
import { database } from "../../shared/services/database.ts";
import { stateMachines } from "../../shared/services/state-machines.ts";

export const handler = queueHandler(startRunMessageSchema, (message) =>
  startRun(message, { database: database(), stateMachines: stateMachines(), nowMs }),
);
