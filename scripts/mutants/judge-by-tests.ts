import { appendFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { linesOf } from "./batch-lines.ts";
import type { TestJudge } from "./mutants.ts";
import type { ProjectCopy } from "./project-copy.ts";

const config = fileURLToPath(new URL("batch.config.ts", import.meta.url));
/** No test takes so long, even on a busy machine: the mutant that is tried waits for itself for ever. */
const stuckAfterMs = 40_000;
/** Until the first test has begun. */
const stuckAtStartMs = 300_000;

/**
 * Runs a judge's tests once in `copy`, which holds all mutants, and each test again for every mutant that it reaches.
 * @param kill is told the numbers of those that a test noticed. The others are to be tried one at a time: not every test
 * can be repeated in one process.
 */
export async function judgeByTests(
  copy: ProjectCopy,
  judge: TestJudge,
  numbers: readonly number[],
  kill: (number: number) => void,
): Promise<void> {
  const path = join(copy.root, "batch.jsonl");
  writeFileSync(path, `${JSON.stringify({ candidates: numbers })}\n`);
  for (;;) {
    const code = await copy.run([...copy.testCommand(judge), "--config", config], {
      environment: { HIL_MUTANT_BATCH: path },
      isStuck: stuckWatch(path),
    });
    const { lines } = linesOf(path);
    const broken = lines.find(({ kind }) => kind === "broken");
    if (broken !== undefined) throw new Error(`A test fails with all mutants switched off: ${broken.test}`);
    const last = lines.at(-1);
    if (code !== null) {
      if (code !== 0 && last === undefined)
        throw new Error(`The tests of ${judge.paths.join(", ")} fail before they reach a mutant.`);
      for (const line of lines) if (line.kind === "killed") kill(line.number);
      return;
    }
    if (last?.kind !== "trying") throw new Error(`The tests of ${judge.paths.join(", ")} never end.`);
    // What was found so far stands in the file, and the next process goes on from there.
    appendFileSync(path, `${JSON.stringify({ ...last, kind: "killed" })}\n`);
  }
}

/** Says whether nothing was written for too long. */
function stuckWatch(path: string): () => boolean {
  const startSize = statSync(path).size;
  let size = startSize;
  let sinceMs = performance.now();
  return () => {
    const { size: now } = statSync(path);
    if (now !== size) [size, sinceMs] = [now, performance.now()];
    return performance.now() - sinceMs > (size === startSize ? stuckAtStartMs : stuckAfterMs);
  };
}
