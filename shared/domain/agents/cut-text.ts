import { byteLength } from "../schemas/bounded-json.ts";

const encoder = new TextEncoder();

/** The text, or as much of its beginning as fits, with a note that says so. `maxBytes` in UTF-8, without the note. */
export function cutText(text: string, maxBytes: number): string {
  if (text.length <= maxBytes / 3) return text;
  const { read } = encoder.encodeInto(text, new Uint8Array(maxBytes));
  if (read === text.length) return text;
  return `${text.slice(0, read)}\n[cut: this is the beginning of ${byteLength(text)} bytes]`;
}
