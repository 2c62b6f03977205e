/** Number of insertions, deletions, replacements and swaps of neighbours that turn `from` into `to` (optimal string alignment). */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const costs = [
        at(current, column - 1) + 1,
        at(last, column) + 1,
        at(last, column - 1) + (same ? 0 : 1),
      ];
      if (swapped && row > 1 && column > 1) costs.push(at(beforeLast, column - 2) + 1);
      current.push(Math.min(...costs));
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

/** Edits that a slip of the pen takes at most: few enough that what was written is most likely wrong. */
export function slipLimit(written: string): number {
  if (written.length < 4) return 0;
  return written.length < 7 ? 1 : 2;
}

/** Edits after which something known to be wrong may still have been meant like this. */
function guessLimit(written: string): number {
  return Math.min(2, Math.floor((written.length - 1) / 2));
}

/** The candidate closest to what was written, if it is at most `limit` edits away. */
export function closest(
  written: string,
  candidates: Iterable<string>,
  limit = guessLimit(written),
): string | undefined {
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - written.length) > limit) continue;
    const distance = editDistance(written.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && distance < (best?.distance ?? Number.POSITIVE_INFINITY))
      best = { candidate, distance };
  }
  return best?.candidate;
}

/** A hint for a name that is not known: the name that was probably meant, else what there is. */
export function hintForName(written: string, candidates: Iterable<string>, kind: string): string {
  const all = [...candidates];
  const meant = closest(written, all);
  if (meant !== undefined) return `Did you mean "${meant}"?`;
  if (all.length === 0) return `There is no ${kind}.`;
  const shown = all.slice(0, 12).map((name) => `"${name}"`);
  return `Known here: ${shown.join(", ")}${all.length > shown.length ? ", ..." : ""}.`;
}
