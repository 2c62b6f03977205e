import * as z from "zod/mini";
import { conversationCheckSchema } from "./conversation.ts";

/** Body of the queue `conversation-checks`. */
export const scheduledCheckSchema = z.extend(conversationCheckSchema, {
  /** Not to be done before; later than a queue can delay, a state machine waits for it. */
  atMs: z.number(),
});
export type ScheduledCheck = z.infer<typeof scheduledCheckSchema>;
