import type { Message, Sender } from "../../contracts/conversation.ts";
import type { TenantTransaction } from "../storage/ports.ts";

/** What a model needs to know who means what; older messages rarely matter and always cost. */
const mostMessages = 30;
const longestMessage = 1_000;

const names: Record<Sender, string> = {
  customer: "Customer",
  agent: "AI",
  human_agent: "Our colleague",
  system: "System",
};

/**
 * What was said before the customer's last words, one line a message, as the customer saw it: without the notes that
 * people leave for each other. "" where nothing was.
 * @param uptoSeq the newest message that the turn takes
 */
export async function conversationSoFar(
  tx: TenantTransaction,
  conversationId: string,
  uptoSeq: number,
): Promise<string> {
  const afterSeq = Math.max(0, uptoSeq - mostMessages);
  const newest = await tx.messages.list(conversationId, afterSeq, mostMessages);
  const said = newest.filter(({ seq, isPrivate }) => seq <= uptoSeq && !isPrivate);
  return said.slice(0, lastWordsFrom(said)).map(lineOf).join("\n");
}

/** Where the customer's last words begin: they are the turn's message. At the end, when somebody else spoke last. */
function lastWordsFrom(said: readonly Message[]): number {
  return said.findLastIndex(({ sender }) => sender !== "customer") + 1;
}

function lineOf({ sender, text }: Message): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return `${names[sender]}: ${line.length <= longestMessage ? line : `${line.slice(0, longestMessage)}…`}`;
}
