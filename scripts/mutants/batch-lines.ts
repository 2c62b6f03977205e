import { readFileSync } from "node:fs";

/** What a batch of tests has found so far. */
export interface BatchLine {
  /** `broken`: a test that fails without a mutant. */
  kind: "trying" | "passed" | "killed" | "broken";
  /** The mutant's; -1 where there is none. */
  number: number;
  test: string;
}

/** Reads a batch's file: first the mutants that are to be tried, then a line for everything that happened. */
export function linesOf(path: string): { candidates: number[]; lines: BatchLine[] } {
  const [first, ...rest] = readFileSync(path, "utf8").trimEnd().split("\n");
  const { candidates } = JSON.parse(first!) as { candidates: number[] };
  return { candidates, lines: rest.map((line) => JSON.parse(line) as BatchLine) };
}
