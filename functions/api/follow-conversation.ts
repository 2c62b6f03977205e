import type { ConversationEventView } from "../../shared/contracts/api/conversations.ts";
import type { ConversationEvent } from "../../shared/contracts/conversation.ts";
import type { Principal } from "../../shared/contracts/principal.ts";
import { type Audience, audienceOf } from "../../shared/domain/conversations/audience.ts";
import { viewEvent, viewMessage } from "../../shared/domain/conversations/view-conversation.ts";
import type { TenantTransaction } from "../../shared/domain/storage/ports.ts";
import type { ApiServices } from "./api-services.ts";

const pageSize = 100;
const pauseMs = 1_000;

/** Who follows what, after which revision, and how long. */
export interface Following {
  principal: Principal;
  conversationId: string;
  after: number;
  untilMs: number;
}

/**
 * What happens in a conversation, in order and without gaps, as far as the principal may see it; a message's event comes
 * with the message. Ends at `untilMs`, or when nobody listens any more. Null: nothing has happened for a while.
 */
export async function* followConversation(
  { principal, conversationId, after, untilMs }: Following,
  { database, nowMs, sleep }: Pick<ApiServices, "database" | "nowMs" | "sleep">,
  signal: AbortSignal,
): AsyncGenerator<ConversationEventView | null> {
  const audience = audienceOf(principal);
  for (let seen = after; !signal.aborted;) {
    const page = await database.tenant(principal.tenantId, (tx) =>
      readPage(tx, conversationId, seen, audience),
    );
    yield* page;
    seen = page.at(-1)?.revision ?? seen;
    if (page.length === pageSize) continue;
    if (nowMs() >= untilMs) return;
    yield null;
    await sleep(pauseMs, signal);
  }
}

async function readPage(
  tx: TenantTransaction,
  conversationId: string,
  after: number,
  audience: Audience,
): Promise<ConversationEventView[]> {
  const page = [];
  for (const event of await tx.conversationEvents.list(conversationId, after, pageSize, audience))
    page.push(await withMessage(tx, event));
  return page;
}

async function withMessage(tx: TenantTransaction, event: ConversationEvent): Promise<ConversationEventView> {
  const view = viewEvent(event);
  const id = event.data["message_id"];
  if (event.type !== "message.created" || typeof id !== "string") return view;
  const message = await tx.messages.get(event.conversationId, id);
  return message === null ? view : { ...view, data: { ...view.data, message: viewMessage(message) } };
}

/** An event as `text/event-stream` has it, or a comment that keeps the connection open. */
export function eventText(view: ConversationEventView | null): string {
  if (view === null) return ":\n\n";
  return `id: ${view.revision}\nevent: ${view.type}\ndata: ${JSON.stringify(view)}\n\n`;
}
