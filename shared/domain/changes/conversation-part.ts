/** Few enough that a tenant's counts are one small item, many enough that a busy tenant does not wake everybody. */
export const partCount = 64;

/** Which part of its tenant a conversation is counted in: 0 to 63, evenly. FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
export function conversationPart(conversationId: string): number {
  let hash = 0x811c9dc5;
  for (const character of conversationId)
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193) >>> 0;
  return hash % partCount;
}
