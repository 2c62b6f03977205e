import { setTimeout as sleep } from "node:timers/promises";

const pollMs = 20;

/** Looks until there is something to see. @throws Error after `timeoutMs` */
export async function until<T>(
  look: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 60_000,
): Promise<T> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined) return seen;
    if (performance.now() > deadline)
      throw new Error(`nothing to see after ${timeoutMs} ms: ${look.toString().slice(0, 200)}`);
    await sleep(pollMs);
  }
}
