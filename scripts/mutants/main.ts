// `npm run test:mutants [-- PART-OF-A-NAME …]`: changes the code of conversations, queue and waits, and of what stores
// them, in one place at a time, in a copy, and looks whether the simulation or the tests notice. Survivors that nobody has
// explained fail it.
import { fileURLToPath } from "node:url";
import { judgeBySimulation } from "./judge-by-simulation.ts";
import { judgeByTests } from "./judge-by-tests.ts";
import { allMutants, folders, type Judge, type Mutant } from "./mutants.ts";
import { ProjectCopy } from "./project-copy.ts";
import { report, type Verdict } from "./report.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
/** 0: by tests alone. */
const seeds = Number(process.env["HIL_MUTANT_SEEDS"] ?? 30);
/** For what nobody has noticed. */
const moreSeeds = 10 * seeds;

const parts = process.argv.slice(2);
const all = allMutants(root);
const wanted = all.filter(({ id }) => parts.length === 0 || parts.some((part) => id.includes(part)));
const verdicts = new Map<string, Verdict>();
const [plain, switched] = [new ProjectCopy(root), new ProjectCopy(root)];
try {
  for (const folder of Object.keys(folders)) await judgeFolder(folder);
} finally {
  plain.dispose();
  switched.dispose();
}
process.exitCode = report(wanted, verdicts) ? 0 : 1;

/** All at once where they can be switched on and off in one process; then one by one what nobody has noticed there. */
async function judgeFolder(folder: string): Promise<void> {
  const own = wanted.filter((mutant) => mutant.folder === folder);
  if (own.length === 0) return;
  const { judges } = folders[folder]!;
  // Code that fails without a mutant would kill them all.
  if (!(await plain.isSound(folder, seeds))) throw new Error(`${folder} fails as it is.`);
  const switchable = own.filter(({ isAtLoad }) => isAtLoad !== true);
  switched.holdAll(switchable);
  for (const judge of judges) await judgeTogether(switchable, judge, seeds);
  for (const judge of judges)
    if (judge.name === "simulation") await judgeTogether(switchable, judge, moreSeeds);
  for (const mutant of own.filter(isAlive)) await judgeAlone(mutant);
}

async function judgeTogether(mutants: readonly Mutant[], judge: Judge, howManySeeds: number): Promise<void> {
  const numbers = mutants.filter(isAlive).map(({ number }) => number);
  if (judge.name === "simulation" && howManySeeds === 0) return;
  if (judge.name === "simulation")
    await judgeBySimulation(switched.root, numbers, howManySeeds, (number) => kill(number, "simulation"));
  else if (judge.isElsewhere !== true)
    await judgeByTests(switched, judge, numbers, (number) => kill(number, "tests"));
}

async function judgeAlone(mutant: Mutant): Promise<void> {
  for (const judge of folders[mutant.folder]!.judges) {
    // The simulation's seeds are the same in whichever process.
    if (judge.name === "simulation" && mutant.isAtLoad !== true) continue;
    if (!(await plain.passesWith(mutant, judge, seeds))) return kill(mutant.number, judge.name);
  }
  verdicts.set(mutant.id, { kind: "survived" });
  console.log(`SURVIVED: ${mutant.id} (line ${mutant.line})`);
}

function isAlive({ id }: Mutant): boolean {
  return !verdicts.has(id);
}

function kill(number: number, by: Judge["name"]): void {
  const { id } = all[number]!;
  verdicts.set(id, { kind: "killed", by });
  console.log(`killed by ${by}: ${id}`);
}
