import { recordRunTaskSchema } from "../../shared/contracts/task.ts";
import { recordRun } from "../../shared/domain/workflows/record-run.ts";
import { taskHandler } from "../../shared/runtime/task-handler.ts";
import { nowMs } from "../../shared/services/clock.ts";
import { database } from "../../shared/services/database.ts";

export const handler = taskHandler(recordRunTaskSchema, (task) =>
  recordRun(task, { database: database(), nowMs }),
);
