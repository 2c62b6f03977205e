import { queueHandoverTaskSchema } from "../../shared/contracts/conversation.ts";
import { queueHandover } from "../../shared/domain/queue/queue-handover.ts";
import { sendOutbox } from "../../shared/domain/workflows/outbox.ts";
import { taskHandler } from "../../shared/runtime/task-handler.ts";
import { deskServices } from "../../shared/services/desk-services.ts";

export const handler = taskHandler(queueHandoverTaskSchema, async (task) => {
  await sendOutbox(await queueHandover(task, deskServices()), deskServices());
});
