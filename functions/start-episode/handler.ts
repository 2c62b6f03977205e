import { messageReceivedEventSchema } from "../../shared/contracts/conversation-event.ts";
import { startEpisode } from "../../shared/domain/conversations/start-episode.ts";
import { queueHandler } from "../../shared/runtime/queue-handler.ts";
import { database } from "../../shared/services/database.ts";
import { stateMachines } from "../../shared/services/state-machines.ts";

export const handler = queueHandler(messageReceivedEventSchema, ({ detail }) =>
  startEpisode(detail, { database: database(), stateMachines: stateMachines() }),
);
