import { tokenize } from "@huggingface/jinja";

interface LibraryToken {
  type: string;
  value: string;
}

/** The library's token, and where it stands in the template. */
export interface RawToken extends LibraryToken {
  at: number;
}

const separator = "\u0000";
/** Words of the expression grammar; every other identifier is a name. */
const operators = new Set(["in", "not", "and", "or", "is", "if", "else"]);

/**
 * Tokens of one tag. The library's tree holds no positions but copies the text of identifiers, so each name travels
 * with its offset (`decodeName`).
 */
export function tokenizeTag(opener: "{{" | "{%", inner: string, innerStart: number): RawToken[] {
  const closer = opener === "{{" ? "}}" : "%}";
  // Spaces keep a "-" at the edge from being taken for white space control.
  const tokens: LibraryToken[] = tokenize(`${opener} ${inner} ${closer}`);
  // The lexer drops the `generation` tags of chat templates without a word.
  if (tokens.length < 2) throw new SyntaxError("unknown tag");
  let cursor = 0;
  return tokens.map((token, index): RawToken => {
    if (index === 0) return { type: token.type, value: token.value, at: innerStart - 2 };
    if (index === tokens.length - 1)
      return { type: token.type, value: token.value, at: innerStart + inner.length };
    while (/\s/.test(inner[cursor] ?? "x")) cursor += 1;
    const at = innerStart + cursor;
    cursor = token.type === "StringLiteral" ? endOfString(inner, cursor) + 1 : cursor + token.value.length;
    const previous = tokens[index - 1]?.type;
    const isKeyword = (opener === "{%" && index === 1) || (operators.has(token.value) && previous !== "Dot");
    const isName = token.type === "Identifier" && !isKeyword;
    return { type: token.type, value: isName ? `${token.value}${separator}${at}` : token.value, at };
  });
}

/** The name and the offset that `tokenizeTag` packed together. */
export function decodeName(value: string): { name: string; at: number | null } {
  const [name = "", at] = value.split(separator);
  return { name, at: at === undefined ? null : Number(at) };
}

/** The closing quote of the string that opens at `at`. */
export function endOfString(source: string, at: number): number {
  for (let end = at + 1; end < source.length; end += 1) {
    if (source[end] === "\\") end += 1;
    else if (source[end] === source[at]) return end;
  }
  return source.length;
}
