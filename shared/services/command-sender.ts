import * as z from "zod";
import { createCommandSender } from "../adapters/sqs/create-command-sender.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

/** A function finds the addresses of those queues that it may send to. */
export const commandSender = lazy(() => {
  const env = readEnv({
    AWS_REGION: z.string(),
    RUN_STARTS_QUEUE_URL: z.url().optional(),
    RUN_STOPS_QUEUE_URL: z.url().optional(),
    WAIT_SETTLEMENTS_QUEUE_URL: z.url().optional(),
    RUN_CHECKS_QUEUE_URL: z.url().optional(),
  });
  return createCommandSender({
    region: env.AWS_REGION,
    queueUrls: {
      "run.start": env.RUN_STARTS_QUEUE_URL,
      "run.stop": env.RUN_STOPS_QUEUE_URL,
      "wait.settle": env.WAIT_SETTLEMENTS_QUEUE_URL,
      "run.check": env.RUN_CHECKS_QUEUE_URL,
    },
  });
});
