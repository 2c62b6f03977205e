import type { Conversation, Message } from "../../contracts/conversation.ts";
import type { JsonObject, JsonSchema } from "../../contracts/json.ts";
import type { TenantTransaction } from "../storage/ports.ts";
import { withoutReserved } from "../workflows/reserved-input.ts";

const pageSize = 500;

/** What the customer wrote in this turn, in order: after `afterSeq` up to `uptoSeq`. */
export async function customerTexts(
  tx: TenantTransaction,
  conversationId: string,
  range: { afterSeq: number; uptoSeq: number },
): Promise<string[]> {
  const texts: string[] = [];
  for (let afterSeq = range.afterSeq; afterSeq < range.uptoSeq;) {
    const page = await tx.messages.list(conversationId, afterSeq, pageSize);
    const last = page.at(-1);
    if (last === undefined) break;
    texts.push(
      ...page.filter((each) => each.seq <= range.uptoSeq && isFromCustomer(each)).map(({ text }) => text),
    );
    afterSeq = last.seq;
  }
  return texts;
}

/** The last thing that the customer wrote, "" before the first. */
export async function lastCustomerText(tx: TenantTransaction, conversation: Conversation): Promise<string> {
  const { conversationId, lastCustomerSeq } = conversation;
  const [last] = lastCustomerSeq === 0 ? [] : await tx.messages.list(conversationId, lastCustomerSeq - 1, 1);
  return last?.text ?? "";
}

function isFromCustomer({ sender }: Message): boolean {
  return sender === "customer";
}

/**
 * The input of a turn's run. Of a workflow whose input schema is closed, only the fields that it names: metadata and
 * instructions that it does not know are none of its mistakes.
 */
export function turnInput(
  conversation: Conversation,
  turn: { text: string; soFar: string; instruction: string | null },
  schema: JsonSchema | null,
): JsonObject {
  const input: JsonObject = {
    ...withoutReserved(conversation.metadata),
    customer_message: turn.text,
    customer_id: conversation.customerId,
    ...(turn.soFar !== "" && { conversation_so_far: turn.soFar }),
    ...(turn.instruction !== null && { instruction: turn.instruction }),
  };
  const named = closedFields(schema);
  if (named === null) return input;
  return Object.fromEntries(Object.entries(input).filter(([name]) => named.has(name)));
}

/** The only fields that the schema allows; null when it allows others too. */
function closedFields(schema: JsonSchema | null): Set<string> | null {
  if (typeof schema !== "object" || schema === null) return null;
  const { additionalProperties, properties } = schema;
  if (additionalProperties !== false || typeof properties !== "object" || properties === null) return null;
  return new Set(Object.keys(properties));
}
