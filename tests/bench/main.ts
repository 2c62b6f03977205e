// `npm run bench`: how fast the engine, its journal, the API and the compiler are, each beside a peer or a limit that is
// measured in the same run. `--quick` gives a first impression. Writes nothing but to a temporary directory.
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { compilerContenders } from "./compiler/compiler-bench.ts";
import { engineContenders } from "./engine/engine-bench.ts";
import { JournaledEngine } from "./engine/journaled-engine.ts";
import { chain, noOperation, parallel } from "./engine/workloads.ts";
import { startHttpBench } from "./http/http-bench.ts";
import { startJournalBench } from "./journal/journal-bench.ts";
import { reportLines, type Measured } from "./report.ts";
import { measureInRounds } from "./rounds.ts";

const FULL = { rounds: 7, durationMs: 600 };
const QUICK = { rounds: 3, durationMs: 150 };

const options = process.argv.includes("--quick") ? QUICK : FULL;
const directory = mkdtempSync(join(tmpdir(), "hil-bench-"));
try {
  const measured = await measure(directory);
  console.log(`\n${machine()}`);
  console.log(`Medians of ${options.rounds} rounds; ratios are taken within a round.\n`);
  console.log(reportLines(measured).join("\n"));
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** What the absolute numbers hang on. */
function machine(): string {
  const model = cpus()[0]?.model ?? "unknown processor";
  const load = loadavg()[0]!.toFixed(1);
  return `Node ${process.version}, ${availableParallelism()} x ${model}, load average ${load}.`;
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
