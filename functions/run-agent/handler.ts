import { nodeTaskSchema } from "../../shared/contracts/task.ts";
import { runAgentNode } from "../../shared/domain/workflows/run-agent-node.ts";
import { taskHandler } from "../../shared/runtime/task-handler.ts";
import { newId, nowMs, sha256Hex } from "../../shared/services/clock.ts";
import { database } from "../../shared/services/database.ts";
import { languageModel } from "../../shared/services/language-model.ts";
import { stepLog } from "../../shared/services/step-log.ts";
import { timers } from "../../shared/services/timers.ts";
import { tools } from "../../shared/services/tools.ts";

export const handler = taskHandler(nodeTaskSchema, (task) =>
  runAgentNode(task, {
    database: database(),
    stepLog,
    model: languageModel(),
    tools: tools(),
    timers,
    nowMs,
    newId,
    sha256Hex,
  }),
);
