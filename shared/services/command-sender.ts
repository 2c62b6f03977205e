import * as z from "zod";
import { createCommandSender } from "../adapters/sqs/create-command-sender.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

export const commandSender = lazy(() => {
  const env = readEnv({
    AWS_REGION: z.string(),
    RUN_STARTS_QUEUE_URL: z.url(),
    RUN_STOPS_QUEUE_URL: z.url(),
    WAIT_SETTLEMENTS_QUEUE_URL: z.url(),
  });
  return createCommandSender({
    region: env.AWS_REGION,
    queueUrls: {
      "run.start": env.RUN_STARTS_QUEUE_URL,
      "run.stop": env.RUN_STOPS_QUEUE_URL,
      "wait.settle": env.WAIT_SETTLEMENTS_QUEUE_URL,
    },
  });
});
