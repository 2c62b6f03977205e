import { settleHandoverMessageSchema } from "../../shared/contracts/conversation.ts";
import { settleHandover } from "../../shared/domain/queue/settle-handover.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { database } from "../../shared/services/database.ts";
import { stateMachines } from "../../shared/services/state-machines.ts";

export const handler = queueHandler(settleHandoverMessageSchema, (message) =>
  settleHandover(message, { database: database(), stateMachines: stateMachines() }),
);
