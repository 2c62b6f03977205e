import { topology } from "../../../infra/topology.ts";
import { median } from "../statistics.ts";
import { number, tableLines, times } from "../table.ts";
import type { ColdStart } from "./cold-start-bench.ts";

const wanted = { importRatio: 1.3, answerRatio: 2.5, loadedKib: 150 };

/** Sizes and walls by function, and which of the wanted figures were reached. */
export function coldStartLines(starts: readonly ColdStart[]): string[] {
  const head = [
    "Cold start",
    "KiB at import",
    "gzip",
    "all code",
    "import ms",
    "beside empty",
    "first answer ms",
    "beside empty",
  ];
  const rows = starts.map((start) => [
    start.functionName,
    kib(start.bytes.loaded),
    kib(start.bytes.loadedGzip),
    kib(start.bytes.code),
    number(median(start.imports.map(({ wallMs }) => wallMs))),
    times(ratioOf(start.imports)),
    number(median(start.answers.map(({ wallMs }) => wallMs))),
    times(ratioOf(start.answers)),
  ]);
  return [
    ...tableLines(head, rows),
    "",
    ...tableLines(["Goal", "wanted", "reached by", "missed by"], goalRows(starts)),
    "",
  ];
}

function goalRows(starts: readonly ColdStart[]): string[][] {
  const onPath = starts.filter(
    ({ functionName }) => topology.functions[functionName]?.onConversationPath === true,
  );
  return [
    goalRow(
      "import beside an empty handler",
      `<= ${wanted.importRatio} x`,
      starts,
      ({ imports }) => ratioOf(imports) <= wanted.importRatio,
    ),
    goalRow(
      "first answer beside an empty handler",
      `<= ${wanted.answerRatio} x`,
      starts,
      ({ answers }) => ratioOf(answers) <= wanted.answerRatio,
    ),
    goalRow(
      "code at import, on a conversation's path",
      `<= ${wanted.loadedKib} KiB`,
      onPath,
      ({ bytes }) => bytes.loaded <= wanted.loadedKib * 1024,
    ),
  ];
}

function goalRow(
  what: string,
  limit: string,
  starts: readonly ColdStart[],
  isReached: (start: ColdStart) => boolean,
): string[] {
  const missed = starts.filter((start) => !isReached(start)).map(({ functionName }) => functionName);
  return [what, limit, `${starts.length - missed.length} of ${starts.length}`, missed.join(", ")];
}

/** The median of the ratios within each pair: noise that hits a pair hits both of its sides. */
function ratioOf(pairs: ColdStart["imports"]): number {
  return median(pairs.map(({ wallMs, emptyMs }) => wallMs / emptyMs));
}

function kib(bytes: number): string {
  return number(bytes / 1024);
}
