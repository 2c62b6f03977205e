import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Mutant, folders } from "./mutants.ts";

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
/** A mutant that waits for itself for ever is as good as found. */
const longestMs = 180_000;

export type Verdict = { kind: "killed"; by: "simulation" | "tests" } | { kind: "survived" };

/** A copy of the project in which one file at a time is another: the checkout itself is never changed. */
export class ProjectCopy {
  private readonly root: string;
  private readonly original: string;

  constructor(original: string) {
    this.original = original;
    this.root = mkdtempSync(join(tmpdir(), "hil-mutants-"));
    for (const name of copied) cpSync(join(original, name), join(this.root, name), { recursive: true });
    symlinkSync(join(original, "node_modules"), join(this.root, "node_modules"));
  }

  async try(mutant: Mutant, seeds: number): Promise<Verdict> {
    const file = join(this.root, mutant.file);
    const before = readFileSync(file);
    writeFileSync(file, mutant.source);
    try {
      return await this.judge(mutant.file.slice(0, mutant.file.lastIndexOf("/")), seeds);
    } finally {
      writeFileSync(file, before);
    }
  }

  /** What the simulation or the tests say of the copy as it is now. */
  async judge(folder: string, seeds: number): Promise<Verdict> {
    const { simulated, tests } = folders[folder]!;
    if (simulated && !(await this.passes(["tests/simulation/run.ts", String(seeds)])))
      return { kind: "killed", by: "simulation" };
    const vitest = join(this.original, "node_modules/vitest/vitest.mjs");
    for (const paths of tests)
      if (!(await this.passes([vitest, "run", "--bail=1", ...paths]))) return { kind: "killed", by: "tests" };
    return { kind: "survived" };
  }

  dispose(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  private passes(args: string[]): Promise<boolean> {
    const env = { ...process.env, NODE_COMPILE_CACHE: join(this.root, ".compiled") };
    // A group of its own, so that its workers end with it.
    const child = spawn(process.execPath, args, { cwd: this.root, env, stdio: "ignore", detached: true });
    const timer = setTimeout(() => process.kill(-child.pid!, "SIGKILL"), longestMs);
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code) => {
        clearTimeout(timer);
        resolve(code === 0);
      });
    });
  }
}
