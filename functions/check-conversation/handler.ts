import { scheduledCheckSchema } from "../../shared/contracts/scheduled-check.ts";
import { checkConversation } from "../../shared/domain/conversations/check-conversation.ts";
import { keepGoing } from "../../shared/domain/conversations/keep-going.ts";
import { isEarly, waitUntilDue } from "../../shared/domain/conversations/wait-until-due.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { nowMs } from "../../shared/services/clock.ts";
import { deskServices } from "../../shared/services/desk-services.ts";
import { stateMachines } from "../../shared/services/state-machines.ts";

export const handler = queueHandler(scheduledCheckSchema, async (due) => {
  if (isEarly(due, nowMs())) return waitUntilDue(due, stateMachines());
  await checkConversation(due, deskServices());
  await keepGoing(due, { ...deskServices(), stateMachines: stateMachines() });
});
