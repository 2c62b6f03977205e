import { otherComparisons } from "./comparisons.ts";
import type { Mutation } from "./mutation.ts";

interface Piece {
  start: number;
  end: number;
}

const lock = /\s+for update\b/g;
const nothing = /\s+on conflict do nothing\b/g;
const nullTest = /\bis( not)? null\b/g;
const step = /\s*([+-]) 1\b/g;
const order = /\s+order by [^`"]*?(?=\s+limit\b|\s*[`"]?$)/g;
const choice = /\bthen (\S+) else (\S+) end\b/g;
const comparison = /(?<=[\w)'] )(<>|<=|>=|<|>|=)(?= [\w$('])/g;
const where = /\bwhere\b([^`"]*?)(?=\s+returning\b|\s+order by\b|\s+limit\b|\s+for update\b|\s*[`"]?$)/g;

/** What only reads compares and sets nothing. */
const writes = /^[`"]\s*(insert|update|delete|with)\b|\bfor update\b/;

/**
 * What can be changed in a statement that writes or locks: locks, numbers, conditions, conflicts and orders. A condition
 * that is dropped stays there as `(… or true)`, so that its parameters are still bound: only what the statement means is
 * another.
 * @param statement as it stands in the source, with its quotes
 */
export function sqlMutationsOf(statement: string, offset: number): Mutation[] {
  const found: Mutation[] = [];
  if (!writes.test(statement)) return found;
  const whole = { start: offset, end: offset + statement.length, form: "expression" } as const;
  const add = (kind: string, { start, end }: Piece, replacement: string) => {
    const changed = statement.slice(0, start) + replacement + statement.slice(end);
    const label = { original: statement.slice(start, end), replacement };
    found.push({ ...whole, kind: `sql ${kind}`, replacement: changed, label });
  };
  const each = (pattern: RegExp, visit: (match: RegExpExecArray, piece: Piece) => void) => {
    for (const match of statement.matchAll(pattern))
      visit(match, { start: match.index, end: match.index + match[0].length });
  };
  each(lock, (_, piece) => add("lock", piece, ""));
  each(nothing, (_, piece) => add("conflict", piece, ""));
  each(order, (_, piece) => add("order", piece, ""));
  each(nullTest, ([, not], piece) => add("null", piece, not === undefined ? "is not null" : "is null"));
  each(choice, ([, yes, no], piece) => add("branches", piece, `then ${no} else ${yes} end`));
  each(step, ([, sign], piece) => {
    add("counting step", piece, "");
    add("counting step", piece, sign === "+" ? " - 1" : " + 1");
  });
  each(where, (match, { start, end }) => {
    const conditions = { start: end - match[1]!.length, end };
    for (const piece of conditionsIn(statement, conditions))
      add("condition", piece, `(${statement.slice(piece.start, piece.end)} or true)`);
    const text = statement.slice(start, end);
    for (const sign of text.matchAll(comparison)) {
      const piece = { start: start + sign.index, end: start + sign.index + sign[0].length };
      for (const other of otherComparisons[sign[0]] ?? []) add("comparison", piece, other);
    }
  });
  return found;
}

/** The parts of `a and (b or c)`: a, (b or c), and in parentheses b and c. */
function conditionsIn(text: string, whole: Piece): Piece[] {
  const parts = split(text, whole);
  if (parts.length > 1) return parts.flatMap((part) => [part, ...inParentheses(text, part)]);
  return [...parts, ...inParentheses(text, parts[0]!)];
}

function inParentheses(text: string, { start, end }: Piece): Piece[] {
  if (text[start] !== "(" || text[end - 1] !== ")") return [];
  const parts = split(text, { start: start + 1, end: end - 1 });
  return parts.length > 1 ? parts.flatMap((part) => [part, ...inParentheses(text, part)]) : [];
}

/** At `and` and `or` outside parentheses. */
function split(text: string, { start, end }: Piece): Piece[] {
  const parts: Piece[] = [];
  let depth = 0;
  let from = start;
  for (let at = start; at < end; at += 1) {
    if (text[at] === "(") depth += 1;
    if (text[at] === ")") depth -= 1;
    const word = depth === 0 ? /^\s(?:and|or)\s/.exec(text.slice(at, at + 5)) : null;
    if (word === null) continue;
    parts.push(trimmed(text, { start: from, end: at }));
    from = at + word[0].length;
  }
  return [...parts, trimmed(text, { start: from, end })];
}

function trimmed(text: string, { start, end }: Piece): Piece {
  const inner = text.slice(start, end);
  return { start: start + inner.length - inner.trimStart().length, end: start + inner.trimEnd().length };
}
