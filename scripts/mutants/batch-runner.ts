// Vitest's runner, which runs each test once without a mutant, and then once for every mutant that it reaches and that
// nobody has noticed yet. What it finds is appended to a file, a line at a time, so that it outlives the process.
import { appendFileSync } from "node:fs";
import { type RunnerTestCase, TestRunner } from "vitest";
import { setMutant } from "./active-mutant.ts";
import { type BatchLine, linesOf } from "./batch-lines.ts";

/** Nothing that a test waits for takes so long. */
const mostMs = 20_000;
const path = process.env["HIL_MUTANT_BATCH"]!;
const { candidates, lines } = linesOf(path);
const alive = new Set(candidates);
for (const { kind, number } of lines) if (kind === "killed") alive.delete(number);
const reached = setMutant(null);

export default class BatchRunner extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    const run = TestRunner.getTestFn(test);
    reached.clear();
    await run();
    const own = [...reached].filter((number) => alive.has(number));
    // A test that cannot be repeated says nothing.
    if (own.length === 0 || !(await passes(run))) return;
    for (const number of own) {
      const say = (kind: BatchLine["kind"]) =>
        appendFileSync(path, `${JSON.stringify({ kind, number, test: test.name } satisfies BatchLine)}\n`);
      say("trying");
      setMutant(number);
      const isKilled = !(await passes(run));
      setMutant(null);
      // What the mutant has left behind may make this test fail from now on; then it was not the test that noticed.
      const isSound = await passes(run);
      if (isKilled && isSound) {
        alive.delete(number);
        say("killed");
      } else say("passed");
      if (!isSound) return;
    }
  }
}

async function passes(run: () => unknown): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), mostMs);
  });
  const once = async () => {
    try {
      await run();
      return true;
    } catch {
      return false;
    }
  };
  try {
    return await Promise.race([once(), late]);
  } finally {
    clearTimeout(timer);
  }
}
