/**
 * Where character `offset` of a YAML string stands in the source; undefined where the writing differs from the value
 * (escapes, folded lines), so that nobody is pointed at the wrong place.
 */
export function locateInScalar(
  source: string,
  span: { start: number; end: number },
  value: string,
  style: string | undefined,
  offset: number,
): number | undefined {
  if (style === "BLOCK_LITERAL") return locateInBlock(source, span, value, offset);
  const written = source.slice(span.start, span.end);
  const opening = style === "PLAIN" ? 0 : 1;
  const same = written.slice(opening, opening + value.length) === value;
  return same ? span.start + opening + offset : undefined;
}

function locateInBlock(
  source: string,
  span: { start: number; end: number },
  value: string,
  offset: number,
): number | undefined {
  const before = value.slice(0, offset).split("\n");
  const lineIndex = before.length - 1;
  const column = before[lineIndex]?.length ?? 0;
  const line = value.split("\n")[lineIndex] ?? "";
  let lineStart = source.indexOf("\n", span.start) + 1;
  for (let index = 0; index < lineIndex; index++) lineStart = source.indexOf("\n", lineStart) + 1;
  const lineEnd = source.indexOf("\n", lineStart);
  const written = source.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  return written.endsWith(line) ? lineStart + written.length - line.length + column : undefined;
}
