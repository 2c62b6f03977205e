import { parse } from "@huggingface/jinja";
import { byteLength } from "../schemas/bounded-json.ts";
import type { ParsedTemplate } from "./ast.ts";
import { type LibraryNode, lowerProgram } from "./lower-statements.ts";
import { scanTags, TemplateSyntaxError } from "./scan-tags.ts";
import { type TemplateBounds, templateBounds } from "./template-bounds.ts";
import { decodeName, type RawToken } from "./tokenize-tag.ts";

/**
 * Parses a Jinja template with the grammar of `@huggingface/jinja` and lowers its tree into ours, which knows positions
 * and only what we allow. Nothing in a template becomes code.
 * @throws TemplateSyntaxError
 */
export function parseTemplate(source: string, bounds: TemplateBounds = templateBounds): ParsedTemplate {
  if (source.length > bounds.sourceBytes || byteLength(source) > bounds.sourceBytes) {
    throw new TemplateSyntaxError(`the template is larger than ${bounds.sourceBytes} bytes`, 0);
  }
  if (source.includes("\u0000")) throw new TemplateSyntaxError("the template holds a NUL character", 0);
  return lowerProgram(parseTokens(scanTags(source), source.length), bounds.nesting);
}

/** Line and column of an offset, counted from 1. */
export function locationOf(source: string, offset: number): { line: number; column: number } {
  const before = source.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

function parseTokens(tokens: RawToken[], sourceLength: number): LibraryNode {
  let lastRead = 0;
  // The parser's errors say no place; the token it read last is where it stopped.
  const watched = new Proxy(tokens, {
    get(target, key, receiver) {
      if (typeof key === "string" && /^\d+$/.test(key)) lastRead = Number(key);
      return Reflect.get(target, key, receiver) as unknown;
    },
  });
  try {
    return parse(watched);
  } catch (error) {
    const token = tokens[lastRead];
    if (error instanceof RangeError) {
      throw new TemplateSyntaxError("the template is nested too deeply", token?.at ?? sourceLength);
    }
    if (token === undefined) {
      throw new TemplateSyntaxError("the template ends inside a block or expression", sourceLength);
    }
    throw new TemplateSyntaxError(syntaxMessage(error, token), token.at);
  }
}

function syntaxMessage(error: unknown, token: RawToken): string {
  const name = decodeName(token.value).name.slice(0, 40);
  const isUnknownTag = error instanceof Error && error.message.startsWith("Unknown statement");
  return isUnknownTag ? `unknown tag "${name}"` : `unexpected "${name}"`;
}
