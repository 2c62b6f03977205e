import { endOfString, type RawToken, tokenizeTag } from "./tokenize-tag.ts";

/** A template that cannot be read, and where. */
export class TemplateSyntaxError extends Error {
  readonly at: number;

  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

/** The library's lexer is quadratic in a run of white space, so a tag is bounded. */
const maxTagLength = 4096;
const closers = { "{{": "}}", "{%": "%}", "{#": "#}" } as const;
type Opener = keyof typeof closers;

/**
 * Cuts a template into text and tags, as Jinja does with its default settings (`trim_blocks` and `lstrip_blocks` off,
 * one newline at the end dropped, `-` beside a delimiter strips white space), and each tag into tokens.
 * @throws TemplateSyntaxError
 */
export function scanTags(template: string): RawToken[] {
  const source = template.endsWith("\n") ? template.slice(0, -1) : template;
  const tokens: RawToken[] = [];
  let position = 0;
  let stripNext = false;
  while (position < source.length) {
    const start = nextTag(source, position);
    const tag = start === source.length ? null : readTag(source, start);
    pushText(tokens, source.slice(position, start), position, stripNext, tag?.stripBefore ?? false);
    if (tag === null) break;
    if (tag.opener !== "{#") tokens.push(...tagTokens(tag));
    if (tag.rawText !== null)
      pushText(tokens, tag.rawText, tag.innerStart, tag.stripRawStart, tag.stripRawEnd);
    stripNext = tag.stripAfter;
    position = tag.end;
  }
  return tokens;
}

interface Tag {
  opener: Opener;
  inner: string;
  innerStart: number;
  end: number;
  stripBefore: boolean;
  stripAfter: boolean;
  /** What stands between `{% raw %}` and `{% endraw %}`. */
  rawText: string | null;
  stripRawStart: boolean;
  stripRawEnd: boolean;
}

function nextTag(source: string, from: number): number {
  let at = source.indexOf("{", from);
  while (at !== -1 && !(source.slice(at, at + 2) in closers)) at = source.indexOf("{", at + 1);
  return at === -1 ? source.length : at;
}

function readTag(source: string, start: number): Tag {
  const opener = source.slice(start, start + 2) as Opener;
  const close = opener === "{#" ? source.indexOf("#}", start + 2) : closingOf(source, start + 2, opener);
  if (close === -1) throw new TemplateSyntaxError(`"${opener}" is never closed`, start);
  const before = source[start + 2];
  const after = source[close - 1];
  const innerStart = start + 2 + (before === "-" || (before === "+" && opener === "{%") ? 1 : 0);
  const stripsAfter = after === "-" && close - 1 >= innerStart;
  const keepsAfter = after === "+" && opener === "{%" && close - 1 >= innerStart;
  const inner = source.slice(innerStart, close - (stripsAfter || keepsAfter ? 1 : 0));
  if (opener !== "{#" && inner.length > maxTagLength) {
    throw new TemplateSyntaxError(`a tag is longer than ${maxTagLength} characters`, start);
  }
  const tag: Tag = {
    opener,
    inner,
    innerStart,
    end: close + 2,
    stripBefore: before === "-",
    stripAfter: stripsAfter,
    rawText: null,
    stripRawStart: false,
    stripRawEnd: false,
  };
  return opener === "{%" && inner.trim() === "raw" ? readRaw(source, tag, start) : tag;
}

function readRaw(source: string, tag: Tag, start: number): Tag {
  const ending = /\{%[-+]?[ \t\r\n]*endraw[ \t\r\n]*[-+]?%\}/g;
  ending.lastIndex = tag.end;
  const match = ending.exec(source);
  if (match === null) throw new TemplateSyntaxError('"raw" is never closed by "endraw"', start);
  return {
    ...tag,
    innerStart: tag.end,
    end: match.index + match[0].length,
    rawText: source.slice(tag.end, match.index),
    stripRawStart: tag.stripAfter,
    stripRawEnd: match[0].startsWith("{%-"),
    stripAfter: match[0].endsWith("-%}"),
  };
}

/** Where the tag's closing delimiter stands, not counting what is inside strings and object literals. */
function closingOf(source: string, from: number, opener: "{{" | "{%"): number {
  let braces = 0;
  for (let at = from; at < source.length; at += 1) {
    const character = source[at];
    if (character === '"' || character === "'") {
      at = endOfString(source, at);
    } else if ((opener === "{%" || braces === 0) && source.startsWith(closers[opener], at)) {
      return at;
    } else if (character === "{") {
      braces += 1;
    } else if (character === "}") {
      braces -= 1;
    }
  }
  return -1;
}

function tagTokens(tag: Tag): RawToken[] {
  if (tag.rawText !== null) return [];
  const { opener, inner, innerStart } = tag;
  try {
    return tokenizeTag(opener as "{{" | "{%", inner, innerStart);
  } catch {
    throw new TemplateSyntaxError("a tag holds a character or string that cannot be read", innerStart);
  }
}

function pushText(
  tokens: RawToken[],
  text: string,
  at: number,
  stripStart: boolean,
  stripEnd: boolean,
): void {
  const started = stripStart ? text.trimStart() : text;
  const value = stripEnd ? started.trimEnd() : started;
  if (value !== "") tokens.push({ type: "Text", value, at });
}
