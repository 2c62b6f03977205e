import { endTurnTaskSchema } from "../../shared/contracts/conversation.ts";
import { endConversationTurn } from "../../shared/domain/conversations/end-turn.ts";
import { taskHandler } from "../../shared/runtime/task-handler.ts";
import { newId, nowMs } from "../../shared/services/clock.ts";
import { database } from "../../shared/services/database.ts";
import { stateMachines } from "../../shared/services/state-machines.ts";

export const handler = taskHandler(endTurnTaskSchema, (task) =>
  endConversationTurn(task, { database: database(), stateMachines: stateMachines(), nowMs, newId }),
);
