import type { ConversationEvent, Message } from "../../contracts/conversation.ts";
import type { Principal } from "../../contracts/principal.ts";
import { readsAll } from "./conversation-access.ts";

/** Who reads a conversation: people at the desk everything, its customer neither notes nor what happens at the desk. */
export type Audience = "desk" | "customer";

/** Those of which a customer hears. */
export const customerEventTypes: readonly ConversationEvent["type"][] = [
  "conversation.created",
  "message.created",
  "status.changed",
  "satisfaction.given",
];

export function audienceOf(principal: Principal): Audience {
  return readsAll(principal) ? "desk" : "customer";
}

export function isMessageFor(audience: Audience, { isPrivate }: Pick<Message, "isPrivate">): boolean {
  return audience === "desk" || !isPrivate;
}

export function isEventFor(audience: Audience, { type, data }: ConversationEvent): boolean {
  return audience === "desk" || (customerEventTypes.includes(type) && data["is_private"] !== true);
}
