import type { Contender } from "../rounds.ts";
import type { JournaledEngine } from "../engine/journaled-engine.ts";
import { chain } from "../engine/workloads.ts";
import { type RawInserts, rawInserts } from "./raw-inserts.ts";

export const RAW = "raw SQLite, one INSERT per transaction (WAL, NORMAL)";

export interface JournalBench {
  contenders: Contender[];
  /** Entries in the history of one execution of the chain. */
  eventsPerExecution: number;
  close(): void;
}

/** What the raw inserts write is the history of one execution of the chain, as the journal has it. */
export async function startJournalBench(
  journaled: JournaledEngine,
  directory: string,
): Promise<JournalBench> {
  const machine = await journaled.createMachine("sample", chain.jsonata);
  await journaled.run(machine, chain.input);
  const texts = journaled.newestHistory();
  const raw: RawInserts = rawInserts(RAW, directory, texts);
  return { contenders: [raw], eventsPerExecution: texts.length, close: () => raw.close() };
}
