/** What each comparison is turned into, in TypeScript and in SQL: its opposite, and the other bound. */
export const otherComparisons: Record<string, readonly string[]> = {
  "===": ["!=="],
  "!==": ["==="],
  "=": ["<>"],
  "<>": ["="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
};
