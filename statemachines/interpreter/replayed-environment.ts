import type { StepEnvironment } from "./types.ts";

/**
 * The environment for work that may be done over: after `rewind` it gives the same random numbers and ids again, so
 * that what an asynchronous evaluation has already seen stays true. `commit` forgets them.
 */
export function replayed(environment: StepEnvironment): StepEnvironment & { rewind(): void; commit(): void } {
  const numbers = replay(() => environment.random());
  const ids = replay(() => environment.uuid());
  return {
    nowMs: environment.nowMs,
    random: numbers.next,
    uuid: ids.next,
    rewind() {
      numbers.rewind();
      ids.rewind();
    },
    commit() {
      numbers.commit();
      ids.commit();
    },
  };
}

function replay<T>(draw: () => T) {
  const drawn: T[] = [];
  let cursor = 0;
  return {
    next(): T {
      if (cursor === drawn.length) drawn.push(draw());
      return drawn[cursor++]!;
    },
    rewind(): void {
      cursor = 0;
    },
    commit(): void {
      drawn.length = 0;
      cursor = 0;
    },
  };
}
