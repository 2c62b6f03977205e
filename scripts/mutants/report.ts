import { folders, type Mutant } from "./mutants.ts";
import { explained } from "./survivors.ts";

export type Verdict = { kind: "killed"; by: "simulation" | "tests" } | { kind: "survived" };

const least = 0.95;

/** Prints how many of each folder's mutants were noticed, and by whom, and every survivor with what is known of it. */
/** @returns whether enough were noticed in every folder, and all survivors are explained */
export function report(all: readonly Mutant[], found: ReadonlyMap<string, Verdict>): boolean {
  const rows = Object.keys(folders)
    .map((folder) =>
      tally(
        folder,
        all.filter((each) => each.folder === folder),
        found,
      ),
    )
    .filter(({ mutants }) => mutants > 0);
  console.table(Object.fromEntries(rows.map(({ folder, ...row }) => [folder, row])));
  const survivors = all.filter(({ id }) => found.get(id)?.kind === "survived");
  for (const { id, line } of survivors) {
    const explanation = explained.get(id);
    const how = explanation === undefined ? "not explained" : `${explanation.kind}: ${explanation.why}`;
    console.log(`Survived (line ${line}): ${id}\n  ${how}`);
  }
  return rows.every(({ share }) => share >= least) && survivors.every(({ id }) => explained.has(id));
}

function tally(folder: string, all: readonly Mutant[], found: ReadonlyMap<string, Verdict>) {
  const verdicts = all.map(({ id }) => found.get(id)!);
  const killedBy = (name: string) =>
    verdicts.filter((verdict) => verdict.kind === "killed" && verdict.by === name).length;
  const survivors = all.filter(({ id }) => found.get(id)!.kind === "survived");
  const equivalent = survivors.filter(({ id }) => explained.get(id)?.kind === "equivalent").length;
  const killed = all.length - survivors.length;
  return {
    folder,
    mutants: all.length,
    "by simulation": killedBy("simulation"),
    "by tests": killedBy("tests"),
    equivalent,
    survived: survivors.length - equivalent,
    // Of those that change something.
    share: Number((killed / (all.length - equivalent)).toFixed(4)),
  };
}
