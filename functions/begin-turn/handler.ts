import { beginTurnTaskSchema } from "../../shared/contracts/conversation.ts";
import { beginConversationTurn } from "../../shared/domain/conversations/begin-turn.ts";
import { taskHandler } from "../../shared/runtime/task-handler.ts";
import { nowMs } from "../../shared/services/clock.ts";
import { database } from "../../shared/services/database.ts";
import { stateMachines } from "../../shared/services/state-machines.ts";

export const handler = taskHandler(beginTurnTaskSchema, (task) =>
  beginConversationTurn(task, { database: database(), machines: stateMachines(), nowMs }),
);
