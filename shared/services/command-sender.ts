import * as z from "zod/mini";
import { createCommandSender } from "../adapters/sqs/create-command-sender.ts";
import type { OutboxMessage } from "../contracts/run.ts";
import type { CommandSender } from "../domain/workflows/ports.ts";
import { between } from "../runtime/crash-points.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";
import { eventPublisher } from "./event-publisher.ts";
import { queueSender } from "./queue-sender.ts";

/** What is told to whoever wants to hear it, and not to one queue. */
const events: Partial<Record<OutboxMessage["topic"], { source: string; detailType: string }>> = {
  "episode.start": { source: "hil.conversations", detailType: "MessageReceived" },
};

/** A function finds the addresses of those queues, and of the bus, that it may send to. */
export const commandSender = lazy((): CommandSender => {
  const queues = queueCommands();
  return {
    async send(messages) {
      await queues.send(messages.filter(({ topic }) => events[topic] === undefined));
      await publish(messages);
    },
    checkLater: (check, delaySeconds) => queues.checkLater(check, delaySeconds),
  };
});

function queueCommands(): CommandSender {
  const env = readEnv({
    RUN_STARTS_QUEUE_URL: z.optional(z.url()),
    RUN_STOPS_QUEUE_URL: z.optional(z.url()),
    WAIT_SETTLEMENTS_QUEUE_URL: z.optional(z.url()),
    RUN_CHECKS_QUEUE_URL: z.optional(z.url()),
    HANDOVER_SETTLEMENTS_QUEUE_URL: z.optional(z.url()),
    DESK_ASSIGNMENTS_QUEUE_URL: z.optional(z.url()),
  });
  return createCommandSender(queueSender(), {
    "run.start": env.RUN_STARTS_QUEUE_URL,
    "run.stop": env.RUN_STOPS_QUEUE_URL,
    "wait.settle": env.WAIT_SETTLEMENTS_QUEUE_URL,
    "run.check": env.RUN_CHECKS_QUEUE_URL,
    "handover.settle": env.HANDOVER_SETTLEMENTS_QUEUE_URL,
    "desk.assign": env.DESK_ASSIGNMENTS_QUEUE_URL,
  });
}

async function publish(messages: readonly OutboxMessage[]): Promise<void> {
  const own = messages.flatMap(({ topic, body: detail }) => {
    const kind = events[topic];
    return kind === undefined ? [] : [{ ...kind, detail }];
  });
  if (own.length > 0) await between("outbox-publish", () => eventPublisher().publish(own));
}
