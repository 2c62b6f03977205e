import type { Problem } from "./problem.ts";

/** Bytes of UTF-8 that an author may write, and that a Choice may hold. */
export const MAX_EXPRESSION_BYTES = 8192;
export const MAX_NODES = 400;
export const MAX_DEPTH = 60;

/** Counted by hand: TextEncoder is not part of the language. */
export function utf8Length(text: string): number {
  let length = 0;
  for (const character of text) {
    const codePoint = character.codePointAt(0) ?? 0;
    length += codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
  }
  return length;
}

/** A problem when the text is longer than a condition may be. */
export function checkLength(
  text: string,
  what: "expression" | "translation",
  offsetLength: number,
): Problem[] {
  const length = utf8Length(text);
  if (length <= MAX_EXPRESSION_BYTES) return [];
  return [
    tooLarge(
      `The ${what} has ${length} bytes; at most ${MAX_EXPRESSION_BYTES} are allowed.`,
      0,
      offsetLength,
    ),
  ];
}

export function tooLarge(message: string, offset: number, length: number): Problem {
  return {
    code: "condition-too-large",
    message,
    hint: "Split the condition over several edges, or let the node before it compute the answer.",
    offset,
    length,
  };
}
