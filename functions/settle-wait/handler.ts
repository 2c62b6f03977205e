import { settleWaitMessageSchema } from "../../shared/contracts/task.ts";
import { settleWait } from "../../shared/domain/waits/settle-wait.ts";
import { between } from "../../shared/runtime/crash-points.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { database } from "../../shared/services/database.ts";
import { stateMachines } from "../../shared/services/state-machines.ts";

export const handler = queueHandler(settleWaitMessageSchema, (message) =>
  between("wait-resume", () => settleWait(message, { database: database(), stateMachines: stateMachines() })),
);
