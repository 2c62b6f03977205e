// `npm run test:mutants [-- PART-OF-A-NAME …]`: changes the code of conversations, queue and waits in one place at a
// time, in a copy, and looks whether the simulation or the tests notice. Survivors that nobody has explained fail it.
import { fileURLToPath } from "node:url";
import { folders, type Mutant, mutantsOf } from "./mutants.ts";
import { ProjectCopy, type Verdict } from "./project-copy.ts";
import { explained } from "./survivors.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const seeds = Number(process.env["HIL_MUTANT_SEEDS"] ?? 60);
const workers = Number(process.env["HIL_MUTANT_WORKERS"] ?? 2);
const least = 0.95;

const parts = process.argv.slice(2);
const mutants = Object.keys(folders)
  .flatMap((folder) => mutantsOf(root, folder))
  .filter(({ id }) => parts.length === 0 || parts.some((part) => id.includes(part)));
const verdicts = await tryAll(mutants);
process.exitCode = report(mutants, verdicts) ? 0 : 1;

async function tryAll(all: readonly Mutant[]): Promise<Map<string, Verdict>> {
  const waiting = [...all];
  const results = new Map<string, Verdict>();
  const work = async () => {
    const copy = new ProjectCopy(root);
    try {
      for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
        const verdict = await copy.try(mutant, seeds);
        results.set(mutant.id, verdict);
        const how = verdict.kind === "killed" ? `killed by ${verdict.by}` : "SURVIVED";
        console.log(`${results.size}/${all.length} ${how}: ${mutant.id} (line ${mutant.line})`);
      }
    } finally {
      copy.dispose();
    }
  };
  await assertSound(new Set(all.map(({ file }) => file.slice(0, file.lastIndexOf("/")))));
  await Promise.all(Array.from({ length: workers }, work));
  return results;
}

/** Code that fails without a mutant would kill them all. */
async function assertSound(used: ReadonlySet<string>): Promise<void> {
  const copy = new ProjectCopy(root);
  try {
    for (const folder of used)
      if ((await copy.judge(folder, seeds)).kind !== "survived") throw new Error(`${folder} fails as it is.`);
  } finally {
    copy.dispose();
  }
}

function report(all: readonly Mutant[], found: ReadonlyMap<string, Verdict>): boolean {
  const survivors = all.filter(({ id }) => found.get(id)?.kind === "survived");
  const equivalent = survivors.filter(({ id }) => explained.get(id)?.kind === "equivalent");
  const counted = all.length - equivalent.length;
  const killed = all.length - survivors.length;
  const by = (name: string) =>
    [...found.values()].filter((verdict) => verdict.kind === "killed" && verdict.by === name).length;
  const unexplained = survivors.filter(({ id }) => !explained.has(id));
  console.log(
    `\n${all.length} mutants, ${killed} killed (${by("simulation")} by the simulation, ${by("tests")} by tests)`,
  );
  console.log(
    `${equivalent.length} change nothing that can be seen; ${((100 * killed) / counted).toFixed(1)} % of the others killed`,
  );
  for (const { id, line } of unexplained) console.log(`Survived, not explained: ${id} (line ${line})`);
  return killed / counted >= least && unexplained.length === 0;
}
