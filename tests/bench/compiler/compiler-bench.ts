import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { workflowCompiler } from "../../../shared/services/workflow-compiler.ts";
import type { Contender } from "../rounds.ts";

const DIRECTORY = fileURLToPath(new URL("../../../statemachines/workflows/", import.meta.url));

/** One shipped workflow, and how long each of its compilations took. */
export interface CompilerContender extends Contender {
  nodes: number;
  durationsMs: number[];
}

/** @throws Error when a shipped workflow does not compile, or there is none */
export function compilerContenders(): CompilerContender[] {
  const files = readdirSync(DIRECTORY).filter((name) => name.endsWith(".yaml"));
  if (files.length === 0) throw new Error(`There is no workflow in ${DIRECTORY}`);
  return files.map(compilerContender);
}

function compilerContender(file: string): CompilerContender {
  const source = readFileSync(join(DIRECTORY, file), "utf8");
  const compiler = workflowCompiler();
  const { workflow, diagnostics } = compiler.compile(source, file);
  if (workflow === undefined) throw new Error(`${file} does not compile: ${JSON.stringify(diagnostics)}`);
  const durationsMs: number[] = [];
  return {
    name: `compiler: ${file}`,
    nodes: Object.keys(workflow.nodes).length,
    durationsMs,
    async measure(durationMs) {
      const startedAtMs = performance.now();
      const before = durationsMs.length;
      while (performance.now() - startedAtMs < durationMs) {
        const beganAtMs = performance.now();
        compiler.compile(source, file);
        durationsMs.push(performance.now() - beganAtMs);
      }
      return ((durationsMs.length - before) / (performance.now() - startedAtMs)) * 1000;
    },
  };
}
