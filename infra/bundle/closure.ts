import type { Metafile } from "esbuild";

/** What an output leads to: what is loaded with it, and what is loaded later or never. Each list is sorted. */
export interface Closure {
  /** The output itself and its static imports, all the way. */
  first: string[];
  /** What only a dynamic import leads to. */
  later: string[];
}

export function closureOf(entry: string, outputs: Metafile["outputs"]): Closure {
  const first = reachable(entry, outputs, ["import-statement"]);
  const all = reachable(entry, outputs, ["import-statement", "dynamic-import"]);
  return { first: [...first].sort(), later: [...all].filter((output) => !first.has(output)).sort() };
}

function reachable(entry: string, outputs: Metafile["outputs"], kinds: string[]): Set<string> {
  const found = new Set([entry]);
  for (const output of found) {
    for (const { path, kind, external } of outputs[output]?.imports ?? []) {
      if (!external && kinds.includes(kind)) found.add(path);
    }
  }
  return found;
}
