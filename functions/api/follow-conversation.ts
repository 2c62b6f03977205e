import type { ConversationEventView } from "../../shared/contracts/api/conversations.ts";
import type { ConversationEvent } from "../../shared/contracts/conversation.ts";
import type { Principal } from "../../shared/contracts/principal.ts";
import type { ChangeCounts } from "../../shared/domain/changes/ports.ts";
import { type Audience, audienceOf } from "../../shared/domain/conversations/audience.ts";
import { viewEvent, viewMessage } from "../../shared/domain/conversations/view-conversation.ts";
import type { TenantTransaction } from "../../shared/domain/storage/ports.ts";
import type { ApiServices } from "./api-services.ts";
import type { StreamEvent } from "./event-stream.ts";
import { untilChanged } from "./until-changed.ts";

const pageSize = 100;

/** Who follows what, after which revision, and how long. */
export interface Following {
  principal: Principal;
  conversationId: string;
  after: number;
  untilMs: number;
}

/**
 * What happens in a conversation, in order and without gaps, as far as the principal may see it; a message's event comes
 * with the message. The database is read when the conversation's count has moved. Ends at `untilMs`, or when nobody
 * listens any more.
 */
export async function* followConversation(
  { principal, conversationId, after, untilMs }: Following,
  services: Pick<ApiServices, "changes" | "database" | "nowMs" | "sleep">,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  const { tenantId } = principal;
  const audience = audienceOf(principal);
  for (let seen = after; !signal.aborted;) {
    // Before the database, so that what is written in between makes a difference.
    const counts = await services.changes(tenantId);
    const page = await services.database.tenant(tenantId, (tx) =>
      readPage(tx, conversationId, seen, audience),
    );
    for (const view of page) yield { id: String(view.revision), event: view.type, data: view };
    seen = page.at(-1)?.revision ?? seen;
    if (page.length === pageSize) continue;
    if (services.nowMs() >= untilMs) return;
    yield null;
    const countOf = (each: ChangeCounts) => each.ofConversation(conversationId);
    await untilChanged({ tenantId, counts, countOf, untilMs }, services, signal);
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
