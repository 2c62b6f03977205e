import * as z from "zod/mini";
import { createQueueSender } from "../adapters/sqs/create-queue-sender.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

export const queueSender = lazy(() =>
  createQueueSender({ region: readEnv({ AWS_REGION: z.string() }).AWS_REGION }),
);
