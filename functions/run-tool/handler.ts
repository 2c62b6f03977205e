import { nodeTaskSchema } from "../../shared/contracts/task.ts";
import { runToolNode } from "../../shared/domain/workflows/run-tool-node.ts";
import { taskHandler } from "../../shared/runtime/task-handler.ts";
import { newId, nowMs, sha256Hex } from "../../shared/services/clock.ts";
import { database } from "../../shared/services/database.ts";
import { stepLog } from "../../shared/services/step-log.ts";
import { timers } from "../../shared/services/timers.ts";
import { tools } from "../../shared/services/tools.ts";

export const handler = taskHandler(nodeTaskSchema, (task) =>
  runToolNode(task, { database: database(), stepLog, tools: tools(), timers, nowMs, newId, sha256Hex }),
);
