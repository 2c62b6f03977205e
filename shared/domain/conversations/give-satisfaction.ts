import type { Conversation } from "../../contracts/conversation.ts";
import { ConflictError } from "../../contracts/errors.ts";
import type { Principal } from "../../contracts/principal.ts";
import type { Database } from "../storage/ports.ts";
import { findConversation } from "./conversation-access.ts";
import { lockConversation } from "./lock-conversation.ts";
import { saveChanged } from "./save-changed.ts";
import { isClosed } from "./transitions.ts";

/**
 * Keeps how satisfied the customer was with an episode, 1 to 5: after its end, once. The same score again changes nothing.
 * @throws NotFoundError; ConflictError while it goes on, or when another score was given
 */
export async function giveSatisfaction(
  principal: Principal,
  { conversationId, score }: { conversationId: string; score: number },
  { database, nowMs }: { database: Database; nowMs: () => number },
): Promise<Conversation> {
  return database.tenant(principal.tenantId, async (tx) => {
    await findConversation(tx, principal, conversationId);
    const before = await lockConversation(tx, conversationId);
    if (before.satisfaction === score) return before;
    if (before.satisfaction !== null) throw refusal("already-given", "A score was given already.");
    if (!isClosed(before.status)) throw refusal("not-closed", "The conversation goes on.");
    const after = { ...before, satisfaction: score, updatedAtMs: nowMs() };
    const data = { score, episode: before.episode };
    return saveChanged(tx, before, after, [{ type: "satisfaction.given", data }]);
  });
}

function refusal(code: string, message: string): ConflictError {
  return new ConflictError(message, { details: { code } });
}
