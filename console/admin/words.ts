/** `returns, technical` as a list. */
export function listOf(text: unknown): string[] {
  if (typeof text !== "string") return [];
  return [...new Set(text.split(",").map((each) => each.trim()))].filter(Boolean);
}
