import type { StepEnvironment } from "./types.ts";

/**
 * The environment for work that may be done over: after `rewind` it gives the same random numbers and ids again, so
 * that what an asynchronous evaluation has already seen stays true. `commit` forgets them.
 */
export class ReplayedEnvironment implements StepEnvironment {
  readonly nowMs: number;
  private readonly source: StepEnvironment;
  private numbers: number[] | undefined;
  private ids: string[] | undefined;
  private nextNumber = 0;
  private nextId = 0;

  constructor(source: StepEnvironment) {
    this.source = source;
    this.nowMs = source.nowMs;
  }

  random(): number {
    this.numbers ??= [];
    if (this.nextNumber === this.numbers.length) this.numbers.push(this.source.random());
    return this.numbers[this.nextNumber++]!;
  }

  uuid(): string {
    this.ids ??= [];
    if (this.nextId === this.ids.length) this.ids.push(this.source.uuid());
    return this.ids[this.nextId++]!;
  }

  rewind(): void {
    this.nextNumber = 0;
    this.nextId = 0;
  }

  commit(): void {
    this.numbers = undefined;
    this.ids = undefined;
    this.rewind();
  }
}
