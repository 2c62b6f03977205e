import type { Scheduler } from "./scheduler.ts";

interface Entry {
  key: string;
  dueAtMs: number;
  /** Breaks ties, so that equal deadlines fire in the order they were set. */
  order: number;
}

function isEarlier(a: Entry, b: Entry): boolean {
  return a.dueAtMs < b.dueAtMs || (a.dueAtMs === b.dueAtMs && a.order < b.order);
}

/**
 * The longest the queue trusts one timer: the wall clock may be set or the machine may sleep meanwhile, and Node's timers
 * count neither (nor more than 2^31 - 1 ms).
 */
const LONGEST_NAP_MS = 10_000;

/**
 * Many deadlines on one timer. Calls `onDue` once for each key whose time has come by the wall clock, never before;
 * setting a key again replaces its deadline.
 */
export class DueQueue {
  readonly #scheduler: Scheduler;
  readonly #onDue: (key: string) => void;
  readonly #heap: Entry[] = [];
  readonly #current = new Map<string, Entry>();
  #nextOrder = 0;
  #armedForMs = Infinity;
  #disarm: () => void = () => undefined;

  constructor(scheduler: Scheduler, onDue: (key: string) => void) {
    this.#scheduler = scheduler;
    this.#onDue = onDue;
  }

  set(key: string, dueAtMs: number): void {
    const entry = { key, dueAtMs, order: this.#nextOrder++ };
    this.#current.set(key, entry);
    this.#push(entry);
    if (dueAtMs < this.#armedForMs) this.#arm();
  }

  cancel(key: string): void {
    this.#current.delete(key);
  }

  /** Forgets all deadlines. */
  clear(): void {
    this.#disarm();
    this.#armedForMs = Infinity;
    this.#heap.length = 0;
    this.#current.clear();
  }

  #arm(): void {
    this.#disarm();
    const next = this.#peek();
    this.#armedForMs = next?.dueAtMs ?? Infinity;
    if (next === undefined) return;
    const delayMs = Math.min(LONGEST_NAP_MS, Math.max(0, next.dueAtMs - this.#scheduler.nowMs()));
    this.#disarm = this.#scheduler.schedule(delayMs, () => this.#fire());
  }

  #fire(): void {
    const nowMs = this.#scheduler.nowMs();
    // Taken out first: a callback may set the same key again for a time that has already come.
    const due: Entry[] = [];
    for (let next = this.#peek(); next !== undefined && next.dueAtMs <= nowMs; next = this.#peek()) {
      due.push(this.#pop());
    }
    for (const entry of due) {
      if (this.#current.get(entry.key) !== entry) continue;
      this.#current.delete(entry.key);
      this.#onDue(entry.key);
    }
    this.#arm();
  }

  /** The earliest live entry; replaced and cancelled ones are dropped on the way. */
  #peek(): Entry | undefined {
    for (let top = this.#heap[0]; top !== undefined; top = this.#heap[0]) {
      if (this.#current.get(top.key) === top) return top;
      this.#pop();
    }
    return undefined;
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (isEarlier(heap[parent]!, entry)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): Entry {
    const heap = this.#heap;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length > 0) this.#sink(last);
    return top;
  }

  #sink(entry: Entry): void {
    const heap = this.#heap;
    let index = 0;
    for (let child = 1; child < heap.length; child = 2 * index + 1) {
      if (child + 1 < heap.length && isEarlier(heap[child + 1]!, heap[child]!)) child += 1;
      if (isEarlier(entry, heap[child]!)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = entry;
  }
}
