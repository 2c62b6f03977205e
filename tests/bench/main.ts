// `npm run bench`: how fast the engine, its journal, the API, the compiler and the console are and how cold starts go, each beside a peer
// or a limit that is measured in the same run. `--quick` gives a first impression, `--cold-start` measures nothing else. Writes nothing but to a temporary directory.
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { findPostgres } from "../support/postgres-server.ts";
import { measureColdStarts } from "./cold-start/cold-start-bench.ts";
import { coldStartLines } from "./cold-start/cold-start-report.ts";
import { compilerContenders } from "./compiler/compiler-bench.ts";
import { measureConsole } from "./console/console-bench.ts";
import { engineContenders } from "./engine/engine-bench.ts";
import { JournaledEngine } from "./engine/journaled-engine.ts";
import { chain, noOperation, parallel } from "./engine/workloads.ts";
import { startHttpBench } from "./http/http-bench.ts";
import { startJournalBench } from "./journal/journal-bench.ts";
import { reportLines, type Measured } from "./report.ts";
import { measureInRounds } from "./rounds.ts";

const FULL = { rounds: 7, durationMs: 600, coldStarts: 15 };
const QUICK = { rounds: 3, durationMs: 150, coldStarts: 3 };

const options = process.argv.includes("--quick") ? QUICK : FULL;
const directory = mkdtempSync(join(tmpdir(), "hil-bench-"));
try {
  if (!process.argv.includes("--cold-start")) {
    const measured = await measure(directory);
    console.log(`\n${machine()}`);
    console.log(`Medians of ${options.rounds} rounds; ratios are taken within a round.\n`);
    console.log(reportLines(measured).join("\n"));
  }
  console.log((await coldStarts(directory)).join("\n"));
  if (!process.argv.includes("--cold-start"))
    console.log(["\nThe console", ...(await measureConsole())].join("\n"));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** What the absolute numbers hang on. */
function machine(): string {
  const model = cpus()[0]?.model ?? "unknown processor";
  const load = loadavg()[0]!.toFixed(1);
  return `Node ${process.version}, ${availableParallelism()} x ${model}, load average ${load}.`;
}

async function coldStarts(dataDir: string): Promise<string[]> {
  const postgres = findPostgres();
  if (postgres === null) return ["Cold starts were not measured: there is no PostgreSQL server here."];
  const starts = await measureColdStarts({
    rounds: options.coldStarts,
    directory: dataDir,
    programs: postgres,
    onRound: (round) => console.error(`cold starts, round ${round} of ${options.coldStarts} …`),
  });
  return [`\n${machine()} Medians of ${options.coldStarts} fresh processes.\n`, ...coldStartLines(starts)];
}

async function measure(dataDir: string): Promise<Measured> {
  const journaled = new JournaledEngine(dataDir, noOperation);
  const journal = await startJournalBench(journaled, dataDir);
  const http = await startHttpBench();
  const compilers = compilerContenders();
  const contenders = [
    ...(await engineContenders(chain, journaled)),
    ...journal.contenders,
    ...(await engineContenders(parallel, journaled)),
    ...http.contenders,
    ...compilers,
  ];
  try {
    const samples = await measureInRounds(contenders, {
      ...options,
      onRound(round) {
        console.error(round === 0 ? "warming up …" : `round ${round} of ${options.rounds} …`);
        if (round === 1) for (const { durationsMs } of compilers) durationsMs.length = 0;
      },
    });
    return { samples, compilers, eventsPerExecution: journal.eventsPerExecution };
  } finally {
    await http.close();
    journal.close();
    journaled.close();
  }
}
