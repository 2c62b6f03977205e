interface Entry {
  atMs: number;
  order: number;
  label: string;
  happen: () => void;
  cancelled: boolean;
}

/** What will happen, by its virtual time; at one time, in the order in which it was added (a binary heap). */
export class Agenda {
  private readonly heap: Entry[] = [];
  private added = 0;

  /** Returns what takes it off again. */
  add(atMs: number, label: string, happen: () => void): () => void {
    const entry: Entry = { atMs, order: (this.added += 1), label, happen, cancelled: false };
    this.heap.push(entry);
    this.rise(this.heap.length - 1);
    return () => void (entry.cancelled = true);
  }

  next(): Entry | undefined {
    for (;;) {
      const first = this.heap[0];
      if (first === undefined) return undefined;
      const last = this.heap.pop()!;
      if (this.heap.length > 0) {
        this.heap[0] = last;
        this.sink(0);
      }
      if (!first.cancelled) return first;
    }
  }

  private rise(start: number): void {
    const { heap } = this;
    for (let place = start; place > 0;) {
      const parent = (place - 1) >> 1;
      if (!isBefore(heap[place]!, heap[parent]!)) return;
      [heap[place], heap[parent]] = [heap[parent]!, heap[place]!];
      place = parent;
    }
  }

  private sink(start: number): void {
    const { heap } = this;
    for (let place = start; ;) {
      const left = 2 * place + 1;
      if (left >= heap.length) return;
      const right = left + 1;
      const smaller = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left;
      if (!isBefore(heap[smaller]!, heap[place]!)) return;
      [heap[place], heap[smaller]] = [heap[smaller]!, heap[place]!];
      place = smaller;
    }
  }
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}
