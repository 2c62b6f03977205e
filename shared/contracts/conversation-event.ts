import * as z from "zod/mini";
import { startEpisodeMessageSchema } from "./conversation.ts";

/** `MessageReceived` as EventBridge hands it to a queue: the envelope, as far as it is read. */
export const messageReceivedEventSchema = z.object({ detail: startEpisodeMessageSchema });
