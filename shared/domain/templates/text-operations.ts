import type { Meter } from "./meter.ts";
import { RenderFault } from "./meter.ts";

export function titleCase(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/(^|[^\p{L}\p{N}'’])(\p{L})/gu, (_, before: string, letter: string) => {
      return before + letter.toUpperCase();
    });
}

export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1).toLowerCase();
}

/** Replaces the first `count` occurrences (all when negative); charged before the text is made. */
export function replaced(text: string, from: string, to: string, count: number, meter: Meter): string {
  if (from === "") throw new RenderFault("the text to replace is empty");
  meter.charge(text.length / 8);
  const parts = text.split(from);
  const replacements = count < 0 ? parts.length - 1 : Math.min(count, parts.length - 1);
  meter.chargeText(text.length + replacements * Math.max(0, to.length - from.length));
  const rest = parts.slice(replacements).join(from);
  return [...parts.slice(0, replacements), rest].join(to);
}

/** Indents every line but the first and empty ones, unless told otherwise. */
export function indented(
  text: string,
  options: { width: number; first: boolean; blank: boolean },
  meter: Meter,
): string {
  const { width, first, blank } = options;
  if (width < 0 || width > 200) throw new RenderFault("a width is between 0 and 200");
  const lines = text.split("\n");
  meter.chargeText(text.length + lines.length * width);
  const lead = " ".repeat(width);
  return lines
    .map((line, index) => ((index === 0 && !first) || (line === "" && !blank) ? line : lead + line))
    .join("\n");
}

/** Drops `characters` (white space by default) from the ends. */
export function stripped(text: string, characters: string | null, ends: "both" | "start" | "end"): string {
  const dropped = characters === null ? null : new Set(characters);
  const isDropped = (at: number): boolean => {
    const character = text.charAt(at);
    return dropped === null ? character.trim() === "" : dropped.has(character);
  };
  let start = 0;
  let end = text.length;
  if (ends !== "end") while (start < end && isDropped(start)) start += 1;
  if (ends !== "start") while (end > start && isDropped(end - 1)) end -= 1;
  return text.slice(start, end);
}

/** Python's `str.split`: without a separator at runs of white space, `limit` splits at most. */
export function splitText(text: string, separator: string | null, limit: number, meter: Meter): string[] {
  if (separator === "") throw new RenderFault("the separator is empty");
  meter.charge(text.length / 4);
  const source = separator === null ? text.trim() : text;
  if (separator === null && source === "") return [];
  const parts = source.split(separator ?? /\s+/);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  if (separator !== null) return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
  let rest = source;
  for (let done = 0; done < limit; done += 1) rest = rest.replace(/^\S+\s+/, "");
  return [...parts.slice(0, limit), rest];
}

/** Jinja's `truncate`: cut at a word unless `killWords`, with `end` counted in; `leeway` characters too many are kept. */
export function truncated(
  text: string,
  options: { length: number; killWords: boolean; end: string; leeway: number },
): string {
  const { length, killWords, end, leeway } = options;
  if (length < end.length) throw new RenderFault("the length is smaller than the end mark");
  if (text.length <= length + leeway) return text;
  const cut = text.slice(0, length - end.length);
  if (killWords) return cut + end;
  const space = cut.lastIndexOf(" ");
  return (space === -1 ? cut : cut.slice(0, space)) + end;
}
