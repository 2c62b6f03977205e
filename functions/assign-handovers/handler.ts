import { assignWaitingMessageSchema } from "../../shared/contracts/conversation.ts";
import { assignWaiting } from "../../shared/domain/queue/assign-waiting.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { deskServices } from "../../shared/services/desk-services.ts";

export const handler = queueHandler(assignWaitingMessageSchema, async ({ tenantId }) => {
  await assignWaiting(tenantId, deskServices());
});
