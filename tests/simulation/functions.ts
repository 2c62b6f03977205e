import {
  assignWaitingMessageSchema,
  beginTurnTaskSchema,
  endTurnTaskSchema,
  queueHandoverTaskSchema,
  settleHandoverMessageSchema,
  startEpisodeMessageSchema,
} from "../../shared/contracts/conversation.ts";
import { scheduledCheckSchema } from "../../shared/contracts/scheduled-check.ts";
import { beginConversationTurn } from "../../shared/domain/conversations/begin-turn.ts";
import { checkConversation } from "../../shared/domain/conversations/check-conversation.ts";
import { endConversationTurn } from "../../shared/domain/conversations/end-turn.ts";
import { keepGoing } from "../../shared/domain/conversations/keep-going.ts";
import { startEpisode } from "../../shared/domain/conversations/start-episode.ts";
import { isEarly, waitUntilDue } from "../../shared/domain/conversations/wait-until-due.ts";
import { assignWaiting } from "../../shared/domain/queue/assign-waiting.ts";
import { queueHandover } from "../../shared/domain/queue/queue-handover.ts";
import { settleHandover } from "../../shared/domain/queue/settle-handover.ts";
import { sendOutbox } from "../../shared/domain/workflows/outbox.ts";
import type { Services } from "./process.ts";

type Work = (body: unknown, services: Services) => Promise<unknown>;

/** As the function's handler has it. */
const check: Work = async (body, services) => {
  const due = scheduledCheckSchema.parse(body);
  if (isEarly(due, services.nowMs())) return waitUntilDue(due, services.stateMachines);
  await checkConversation(due, services);
  await keepGoing(due, services);
  return {};
};

/** What the machines' tasks invoke. */
export const tasks: Record<string, Work> = {
  "${BeginTurn}": (body, services) => beginConversationTurn(beginTurnTaskSchema.parse(body), services),
  "${EndTurn}": (body, services) => endConversationTurn(endTurnTaskSchema.parse(body), services),
  "${QueueHandover}": async (body, services) =>
    sendOutbox(await queueHandover(queueHandoverTaskSchema.parse(body), services), services),
};

/** What consumes the queues. */
export const consumers: Record<string, Work> = {
  "episode.start": (body, services) => startEpisode(startEpisodeMessageSchema.parse(body), services),
  "desk.assign": (body, services) => assignWaiting(assignWaitingMessageSchema.parse(body).tenantId, services),
  "handover.settle": (body, services) => settleHandover(settleHandoverMessageSchema.parse(body), services),
  "conversation.check": check,
};
