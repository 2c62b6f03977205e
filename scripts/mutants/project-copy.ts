import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folders, type Judge, type Mutant, type TestJudge } from "./mutants.ts";
import { switchMutants } from "./switch-mutants.ts";

const copied = [
  "cli",
  "functions",
  "local",
  "shared",
  "statemachines",
  "tests",
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
];
/** One process for all files of a judge. */
export const testRunner = ["run", "--no-isolate", "--pool=threads", "--maxWorkers=1"];
/** Seconds of work for one mutant, however busy the machine is: one that waits for itself for ever is as good as found. */
const mostCpuSeconds = 120;
/** One that waits for nothing at all. */
const longestMs = 900_000;

interface RunOptions {
  environment?: Record<string, string>;
  cpuSeconds?: number;
  timeoutMs?: number;
  /** Asked once a second. */
  isStuck?: () => boolean;
}

/** A copy of the project whose files may be changed: the checkout itself never is. */
export class ProjectCopy {
  readonly root: string;
  readonly original: string;

  constructor(original: string) {
    this.original = original;
    this.root = mkdtempSync(join(tmpdir(), "hil-mutants-"));
    for (const name of copied) cpSync(join(original, name), join(this.root, name), { recursive: true });
    symlinkSync(join(original, "node_modules"), join(this.root, "node_modules"));
  }

  /** Puts all of these mutants into their files, switched off. */
  holdAll(mutants: readonly Mutant[]): void {
    for (const file of new Set(mutants.map((each) => each.file))) {
      const path = join(this.root, file);
      const own = mutants.filter((each) => each.file === file);
      writeFileSync(path, switchMutants(readFileSync(path, "utf8"), own));
    }
  }

  /** Makes the file what the mutant makes of it while the judge looks. */
  async passesWith(mutant: Mutant, judge: Judge, seeds: number): Promise<boolean> {
    const path = join(this.root, mutant.file);
    const before = readFileSync(path, "utf8");
    writeFileSync(path, before.slice(0, mutant.start) + mutant.replacement + before.slice(mutant.end));
    try {
      return await this.passes(judge, seeds);
    } finally {
      writeFileSync(path, before);
    }
  }

  /** What a judge says of the copy as it is now. */
  async passes(judge: Judge, seeds: number): Promise<boolean> {
    const args =
      judge.name === "simulation"
        ? ["tests/simulation/run.ts", String(seeds)]
        : [...this.testCommand(judge), "--bail=1"];
    return (await this.run(args, { cpuSeconds: mostCpuSeconds, timeoutMs: longestMs })) === 0;
  }

  /** Every judge of a folder. */
  async isSound(folder: string, seeds: number): Promise<boolean> {
    for (const judge of folders[folder]!.judges) if (!(await this.passes(judge, seeds))) return false;
    return true;
  }

  testCommand(judge: TestJudge): string[] {
    const named = judge.called === undefined ? [] : ["--testNamePattern", judge.called];
    const vitest = join(this.original, "node_modules/vitest/vitest.mjs");
    return [vitest, ...testRunner, ...named, ...judge.paths];
  }

  /** Runs Node here; null when it was ended, because it took too long or `isStuck` said so. */
  run(args: string[], options: RunOptions): Promise<number | null> {
    const { environment, cpuSeconds, timeoutMs, isStuck } = options;
    const env = { ...process.env, ...environment, NODE_COMPILE_CACHE: join(this.root, ".compiled") };
    const limit = `ulimit -t ${cpuSeconds ?? "unlimited"}; exec "$@"`;
    // A group of its own, so that its workers end with it.
    const child = spawn("sh", ["-c", limit, "sh", process.execPath, ...args], {
      cwd: this.root,
      env,
      stdio: "ignore",
      detached: true,
    });
    const end = () => process.kill(-child.pid!, "SIGKILL");
    const timer = timeoutMs === undefined ? undefined : setTimeout(end, timeoutMs);
    const watch = setInterval(() => isStuck?.() === true && end(), 1_000);
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => {
        clearTimeout(timer);
        clearInterval(watch);
        resolve(code);
      });
    });
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }
}
