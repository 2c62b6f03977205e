import { stopRunMessageSchema } from "../../shared/contracts/task.ts";
import { endStoppedRun } from "../../shared/domain/workflows/end-stopped-run.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { nowMs } from "../../shared/services/clock.ts";
import { database } from "../../shared/services/database.ts";
import { stateMachines } from "../../shared/services/state-machines.ts";

export const handler = queueHandler(stopRunMessageSchema, (message) =>
  endStoppedRun(message, { database: database(), stateMachines: stateMachines(), nowMs }),
);
