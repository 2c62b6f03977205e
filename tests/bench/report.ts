import type { CompilerContender } from "./compiler/compiler-bench.ts";
import { type EngineName, ENGINES, sampleName } from "./engine/engine-bench.ts";
import { chain, parallel, TASKS, type Workload } from "./engine/workloads.ts";
import { HTTP } from "./http/http-bench.ts";
import { RAW } from "./journal/journal-bench.ts";
import type { Samples } from "./rounds.ts";
import { median, medianOf, medianRatio, quantile } from "./statistics.ts";
import { number, tableLines, times } from "./table.ts";

export interface Measured {
  samples: Samples;
  eventsPerExecution: number;
  compilers: readonly CompilerContender[];
}

interface Goal {
  what: string;
  measured: number;
  wanted: number;
}

/** Everything that was measured, and what of it was to be reached. */
export function reportLines(measured: Measured): string[] {
  return [
    ...engineLines(chain, measured.samples),
    ...engineLines(parallel, measured.samples),
    ...journalLines(measured),
    ...httpLines(measured.samples),
    ...compilerLines(measured.compilers),
    ...goalLines(goals(measured)),
  ];
}

function engineLines(workload: Workload, samples: Samples): string[] {
  const naive = sampleName(workload, "naive");
  const peer = sampleName(workload, "peer");
  const rows = (Object.keys(ENGINES) as EngineName[]).map((engine) => {
    const name = sampleName(workload, engine);
    const rate = medianOf(samples, name);
    return [
      ENGINES[engine],
      number(rate),
      number(1_000_000 / rate / TASKS),
      times(medianRatio(samples, name, naive)),
      times(medianRatio(samples, name, peer)),
    ];
  });
  const head = [
    `Engine: ${workload.name}`,
    "executions/s",
    "µs per task state",
    "beside naive",
    "beside peer",
  ];
  return [...tableLines(head, rows), ""];
}

function journalLines({ samples, eventsPerExecution }: Measured): string[] {
  const row = (workload: Workload) => {
    const name = sampleName(workload, "journaled");
    return [
      `history events, ${workload.name}, committed`,
      number(medianOf(samples, name) * eventsPerExecution),
      times(medianRatio(samples, name, RAW) * eventsPerExecution),
    ];
  };
  const rows = [row(chain), [RAW, number(medianOf(samples, RAW)), times(1)]];
  return [...tableLines(["Journal", "rows/s", "beside raw"], rows), ""];
}

function httpLines(samples: Samples): string[] {
  const rows = Object.values(HTTP).map((name) => [
    name,
    number(medianOf(samples, name)),
    times(medianRatio(samples, name, HTTP.bare)),
  ]);
  return [...tableLines(["HTTP on loopback", "requests/s", "beside bare"], rows), ""];
}

function compilerLines(compilers: readonly CompilerContender[]): string[] {
  const rows = compilers.map(({ name, nodes, durationsMs }) => [
    name,
    String(nodes),
    number(median(durationsMs)),
    number(quantile(durationsMs, 0.95)),
  ]);
  return [...tableLines(["Compiler", "nodes", "median ms", "p95 ms"], rows), ""];
}

function goals({ samples, eventsPerExecution }: Measured): Goal[] {
  const beside = (workload: Workload, other: EngineName) =>
    medianRatio(samples, sampleName(workload, "memory"), sampleName(workload, other));
  const journaled = medianRatio(samples, sampleName(chain, "journaled"), RAW) * eventsPerExecution;
  return [
    { what: "engine in memory beside the naive one, chain", measured: beside(chain, "naive"), wanted: 5 },
    {
      what: "engine in memory beside the naive one, Parallel",
      measured: beside(parallel, "naive"),
      wanted: 5,
    },
    { what: "engine in memory beside the peer, chain", measured: beside(chain, "peer"), wanted: 1 },
    { what: "engine in memory beside the peer, Parallel", measured: beside(parallel, "peer"), wanted: 10 },
    { what: "journaled history events beside raw inserts", measured: journaled, wanted: 0.7 },
    {
      what: "POST validate beside the bare server",
      measured: medianRatio(samples, HTTP.validate, HTTP.bare),
      wanted: 0.5,
    },
  ];
}

function goalLines(all: readonly Goal[]): string[] {
  const rows = all.map(({ what, measured, wanted }) => [
    what,
    `>= ${wanted} x`,
    times(measured),
    measured >= wanted ? "reached" : "missed",
  ]);
  return tableLines(["Goal", "wanted", "measured", ""], rows);
}
