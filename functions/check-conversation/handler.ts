import { scheduledCheckSchema, type ScheduledCheck } from "../../shared/contracts/scheduled-check.ts";
import { checkConversation } from "../../shared/domain/conversations/check-conversation.ts";
import { keepGoing } from "../../shared/domain/conversations/keep-going.ts";
import { isEarly, waitUntilDue } from "../../shared/domain/conversations/wait-until-due.ts";
import { isQueueEvent, queueHandler } from "../../shared/runtime/queue-handler.ts";
import { taskHandler } from "../../shared/runtime/task-handler.ts";
import { nowMs } from "../../shared/services/clock.ts";
import { deskServices } from "../../shared/services/desk-services.ts";
import { stateMachines } from "../../shared/services/state-machines.ts";

async function check(due: ScheduledCheck): Promise<void> {
  if (isEarly(due, nowMs())) return waitUntilDue(due, stateMachines());
  await checkConversation(due, deskServices());
  await keepGoing(due, { ...deskServices(), stateMachines: stateMachines() });
}

const ofQueue = queueHandler(scheduledCheckSchema, check);
const ofDeadline = taskHandler(scheduledCheckSchema, check);

/** From its queue; later than a queue can delay, from the state machine that waits for the deadline. */
export const handler = (event: unknown): Promise<unknown> =>
  isQueueEvent(event) ? ofQueue(event) : ofDeadline(event);
