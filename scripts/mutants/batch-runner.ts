// Vitest's runner, which runs each test once without a mutant, and then once for every mutant that it reaches and that
// nobody has noticed yet. What it finds is appended to a file, a line at a time, so that it outlives the process.
import { appendFileSync } from "node:fs";
import { type RunnerTestCase, type RunnerTestSuite, TestRunner } from "vitest";
import { setMutant } from "./active-mutant.ts";
import { type BatchLine, linesOf } from "./batch-lines.ts";

/** Nothing that a test waits for takes so long. */
const mostMs = 20_000;
const path = process.env["HIL_MUTANT_BATCH"]!;
const { candidates, lines } = linesOf(path);
const alive = new Set(candidates);
for (const { kind, number } of lines) if (kind === "killed") alive.delete(number);
/** By a process before this one. */
const tried = new Set(lines.map(({ number, test }) => `${number} ${test}`));
const reached = setMutant(null);

export default class BatchRunner extends TestRunner {
  async runTask(test: RunnerTestCase): Promise<void> {
    const work = TestRunner.getTestFn(test);
    const name = `${test.file.name} ${test.fullTestName}`;
    const [before, after] = [hooksOf(test, "beforeEach"), hooksOf(test, "afterEach")];
    const run = async () => {
      for (const hook of before) await hook();
      await work();
      for (const hook of after) await hook();
    };
    const say = (kind: BatchLine["kind"], number: number) =>
      appendFileSync(path, `${JSON.stringify({ kind, number, test: name } satisfies BatchLine)}\n`);
    reached.clear();
    try {
      await work();
    } catch (error) {
      say("broken", -1);
      throw error;
    }
    const own = [...reached].filter((number) => alive.has(number));
    // A test that cannot be repeated says nothing.
    if (own.length === 0 || !(await passes(run))) return;
    for (const number of own.filter((each) => !tried.has(`${each} ${name}`))) {
      say("trying", number);
      setMutant(number);
      const isKilled = !(await passes(run));
      setMutant(null);
      // What the mutant has left behind may make this test fail from now on; then it was not the test that noticed.
      const isSound = await passes(run);
      if (isKilled && isSound) {
        alive.delete(number);
        say("killed", number);
      } else say("passed", number);
      if (!isSound) return;
    }
  }
}

/** Of the suites around a test, the outermost first: they run again before and after each repetition. */
function hooksOf(test: RunnerTestCase, name: "beforeEach" | "afterEach"): (() => unknown)[] {
  const suites: RunnerTestSuite[] = [test.file];
  for (let suite = test.suite; suite !== undefined && suite !== test.file; suite = suite.suite)
    suites.splice(1, 0, suite);
  return suites.flatMap((suite) =>
    TestRunner.getSuiteHooks(suite)[name].map((hook) => () => hook(test.context, suite)),
  );
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
