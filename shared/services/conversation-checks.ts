import * as z from "zod/mini";
import { createConversationChecks } from "../adapters/sqs/create-conversation-checks.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";
import { nowMs } from "./clock.ts";

export const conversationChecks = lazy(() => {
  const env = readEnv({ AWS_REGION: z.string(), CONVERSATION_CHECKS_QUEUE_URL: z.url() });
  return createConversationChecks({
    region: env.AWS_REGION,
    queueUrl: env.CONVERSATION_CHECKS_QUEUE_URL,
    nowMs,
  });
});
