/** Lines of a table: the first column to the left, numbers to the right. */
export function tableLines(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]!.length)));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!)))
      .join("   ")
      .trimEnd();
  const rule = widths.map((width) => "─".repeat(width)).join("   ");
  return [line(head), rule, ...rows.map(line)];
}

/** Three significant digits for small numbers, whole ones with separators for large. */
export function number(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(value >= 10 ? 1 : 2);
}

export function times(ratio: number): string {
  return `${number(ratio)} x`;
}
