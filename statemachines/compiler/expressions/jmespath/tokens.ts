import type { Json } from "../../../../shared/contracts/json.ts";
import { ProblemError } from "../problem.ts";
import type { Span } from "./ast.ts";

type SymbolToken =
  | "." | "," | ":" | "*" | "@" | "(" | ")" | "{" | "}" | "[" | "]" | "[?" | "[]"
  | "&" | "&&" | "|" | "||" | "!" | "==" | "!=" | "<" | "<=" | ">" | ">="; // prettier-ignore

export type Token = Span &
  (
    | { type: "identifier" | "quoted"; value: string }
    | { type: "number"; value: number }
    | { type: "literal"; value: Json }
    | { type: SymbolToken | "end" }
  );

/** Longest first, so that `[?` is not read as `[`. */
const SYMBOLS: SymbolToken[] = [
  "[?", "[]", "&&", "||", "==", "!=", "<=", ">=",
  ".", ",", ":", "*", "@", "(", ")", "{", "}", "[", "]", "&", "|", "!", "<", ">",
]; // prettier-ignore

const BLANK = /[ \t\r\n]+/y;
const IDENTIFIER = /[A-Za-z_][A-Za-z0-9_]*/y;
const NUMBER = /-?[0-9]+/y;
/** A quote, anything in which a backslash takes the next character with it, and the same quote. */
const QUOTED = {
  '"': /"((?:[^"\\]|\\[\s\S])*)"/y,
  "'": /'((?:[^'\\]|\\[\s\S])*)'/y,
  "`": /`((?:[^`\\]|\\[\s\S])*)`/y,
};

/** Splits a JMESPath expression; the last token is `end`. Throws a ProblemError at the first character that fits nothing. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (offset < text.length) {
    const blank = matchAt(BLANK, text, offset);
    if (blank !== undefined) {
      offset += blank.length;
      continue;
    }
    const token = readToken(text, offset);
    tokens.push(token);
    offset = token.end;
  }
  tokens.push({ type: "end", offset, end: offset });
  return tokens;
}

function readToken(text: string, offset: number): Token {
  const character = text[offset];
  if (character === '"' || character === "'" || character === "`") return readQuoted(text, offset, character);
  const identifier = matchAt(IDENTIFIER, text, offset);
  if (identifier !== undefined) {
    return { type: "identifier", value: identifier, offset, end: offset + identifier.length };
  }
  const number = matchAt(NUMBER, text, offset);
  if (number !== undefined)
    return { type: "number", value: Number(number), offset, end: offset + number.length };
  const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, offset));
  if (symbol !== undefined) return { type: symbol, offset, end: offset + symbol.length };
  throw unexpectedCharacter(text, offset);
}

function readQuoted(text: string, offset: number, quote: '"' | "'" | "`"): Token {
  const whole = matchAt(QUOTED[quote], text, offset);
  if (whole === undefined) {
    throw syntaxError(
      `The ${quote} is never closed.`,
      "Close it, or escape it with a backslash.",
      offset,
      text.length,
    );
  }
  const end = offset + whole.length;
  const inner = whole.slice(1, -1);
  // Raw strings know one escape, \', and JSON literals one of their own, \`.
  if (quote === "'") return { type: "literal", value: unescape(inner, "'"), offset, end };
  if (quote === '"') return { type: "quoted", value: parseName(whole, offset, end), offset, end };
  return { type: "literal", value: parseLiteral(unescape(inner, "`"), offset, end), offset, end };
}

function unescape(text: string, quote: string): string {
  return text.replaceAll(`\\${quote}`, quote);
}

function parseName(text: string, offset: number, end: number): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    throw syntaxError(
      `${text} is not a JSON string.`,
      "A quoted name is written like a string in JSON.",
      offset,
      end,
    );
  }
}

function parseLiteral(text: string, offset: number, end: number): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    const hint =
      "Between backticks stands JSON: `5`, `true`, `\"text\"`. Text is easier in single quotes: 'text'.";
    throw syntaxError(`\`${text}\` is not JSON.`, hint, offset, end);
  }
}

function unexpectedCharacter(text: string, offset: number): ProblemError {
  const character = String.fromCodePoint(text.codePointAt(offset) ?? 0);
  const hints: Record<string, string> = {
    "=": "Equality is written ==.",
    "-": 'A negative number is written `-1`; JMESPath has no arithmetic, and names with a hyphen are quoted: "a-b".',
    $: "JMESPath has no variables; name the node or the input field.",
  };
  const hint =
    hints[character] ?? 'Names with other characters than A-Z, a-z, 0-9 and _ are quoted: "a name".';
  return syntaxError(`Unexpected character ${character}`, hint, offset, offset + character.length);
}

export function syntaxError(message: string, hint: string, offset: number, end: number): ProblemError {
  return new ProblemError({ code: "condition-syntax", message, hint, offset, length: end - offset });
}

function matchAt(pattern: RegExp, text: string, offset: number): string | undefined {
  pattern.lastIndex = offset;
  return pattern.exec(text)?.[0];
}
