import { createMemoryDatabase, type MemoryDatabase } from "../support/memory-database.ts";
import { Agenda } from "./agenda.ts";
import { Random } from "./random.ts";
import { Violation } from "./violation.ts";

/** How often, of a hundred per cent, each thing goes wrong. */
export interface Faults {
  /** A process dies before or after a call. */
  kill: number;
  /** A call fails before it did anything; a transaction is rolled back. */
  fail: number;
  /** A call did its work and its answer is lost: an ambiguous commit, a message sent twice. */
  lost: number;
  /** Others get a turn between two calls of a process. */
  yield: number;
  /** Of those: for longer than anybody waits for it. */
  slow: number;
  duplicate: number;
  late: number;
}

export const noFaults: Faults = { kill: 0, fail: 0, lost: 0, yield: 0.3, slow: 0, duplicate: 0, late: 0 };

/** One seed's virtual clock, randomness, agenda and database. Everything that happens is told to `trace`. */
export class World {
  readonly random: Random;
  readonly agenda = new Agenda();
  readonly database: MemoryDatabase = createMemoryDatabase();
  readonly counts = new Map<string, number>();
  readonly log: string[] | null;
  faults: Faults;
  nowMs = Date.UTC(2026, 2, 27, 8);
  /** What was found wrong first. */
  violation: Violation | null = null;
  /** Called after every commit. */
  audit: () => void = () => {};
  private ids = 0;
  private hash = 0x811c9dc5;

  constructor(seed: number, options: { log: boolean }) {
    this.random = new Random(seed);
    this.faults = noFaults;
    this.log = options.log ? [] : null;
  }

  newId(prefix: string): string {
    return `${prefix}${(this.ids += 1)}`;
  }

  after(delayMs: number, label: string, happen: () => void): () => void {
    return this.agenda.add(this.nowMs + Math.max(0, Math.round(delayMs)), label, happen);
  }

  count(what: string): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
  }

  trace(line: string): void {
    this.mix(`${this.nowMs} ${line}\n`);
    this.log?.push(`${new Date(this.nowMs).toISOString()} ${line}`);
  }

  /** Of everything that has happened (FNV-1a, 32 bit). */
  traceHash(): string {
    return (this.hash >>> 0).toString(16).padStart(8, "0");
  }

  /** Some milliseconds, and sometimes much more. */
  latencyMs(): number {
    const { random } = this;
    return random.chance(this.faults.late) ? random.next() * 6 * 60_000 : 1 + random.next() * 400;
  }

  report(error: unknown): void {
    if (this.violation !== null) return;
    this.violation = error instanceof Violation ? error : new Violation(`Unexpected: ${detailOf(error)}`);
  }

  mix(text: string): void {
    let { hash } = this;
    for (let index = 0; index < text.length; index += 1)
      hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
    this.hash = hash;
  }
}

function detailOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
