import { createMemoryDatabase, type MemoryDatabase } from "../support/memory-database.ts";
import { Agenda } from "./agenda.ts";
import { Encounters, type Fault } from "./encounters.ts";
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
  /** One of them hits the transaction that makes a transition, or the process right after it. */
  strike: number;
  /** Right after a transition, the conversation's execution is stopped or its wait times out. */
  disturb: number;
}

export const noFaults: Faults = {
  kill: 0,
  fail: 0,
  lost: 0,
  yield: 0.3,
  slow: 0,
  duplicate: 0,
  late: 0,
  strike: 0,
  disturb: 0,
};

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
  private readonly disturbed = new Map<string, Set<Fault>>();
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

  encounters(): Encounters {
    return new Encounters((what) => this.count(what));
  }

  /** Some milliseconds, and sometimes much more, which whoever waits meets. */
  latencyMs(met?: Encounters): number {
    const { random } = this;
    if (!random.chance(this.faults.late)) return 1 + random.next() * 400;
    met?.meet("late");
    return random.next() * 6 * 60_000;
  }

  /** Something has happened to the execution that works on a conversation; its next transition meets it. */
  disturb(conversationId: string, fault: "execution stopped" | "wait timed out"): void {
    this.count(`fault ${fault}`);
    const pending = this.disturbed.get(conversationId) ?? new Set();
    this.disturbed.set(conversationId, pending.add(fault));
  }

  /** What a conversation's execution has met since its last transition. */
  takeDisturbances(conversationId: string): Iterable<Fault> {
    const pending = this.disturbed.get(conversationId) ?? [];
    this.disturbed.delete(conversationId);
    return pending;
  }

  /** For a while, which is longer than anybody waits. */
  loseDatabase(): void {
    this.count("fault database away");
    this.database.setUnavailable(true);
    const backAfterMs = this.random.next() * this.random.pick([1, 10]) * 60_000;
    this.after(backAfterMs, "database is back", () => this.database.setUnavailable(false));
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
