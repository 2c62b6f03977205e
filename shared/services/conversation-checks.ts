import * as z from "zod/mini";
import { createConversationChecks } from "../adapters/sqs/create-conversation-checks.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";
import { nowMs } from "./clock.ts";
import { queueSender } from "./queue-sender.ts";

export const conversationChecks = lazy(() => {
  const { CONVERSATION_CHECKS_QUEUE_URL: queueUrl } = readEnv({ CONVERSATION_CHECKS_QUEUE_URL: z.url() });
  return createConversationChecks(queueSender(), { queueUrl, nowMs });
});
