import { recordFailureTaskSchema } from "../../shared/contracts/task.ts";
import { recordFailure } from "../../shared/domain/workflows/record-failure.ts";
import { taskHandler } from "../../shared/runtime/task-handler.ts";
import { nowMs } from "../../shared/services/clock.ts";
import { database } from "../../shared/services/database.ts";

export const handler = taskHandler(recordFailureTaskSchema, (task) =>
  recordFailure(task, { database: database(), nowMs }),
);
