import { Worker } from "node:worker_threads";

/** So much work for one mutant, when all seeds together take a tenth of it: it will never end. */
const mostCpuMs = 20_000;

interface Judged {
  passed: boolean;
  reached: number[];
}

/**
 * Runs the simulation in `root`, a copy that holds all mutants, once for each that it reaches.
 * @param kill is told the numbers of those that it notices
 * @throws Error when it fails without any
 */
export async function judgeBySimulation(
  root: string,
  numbers: readonly number[],
  seeds: number,
  kill: (number: number) => void,
): Promise<void> {
  let thread = await startThread(root, seeds);
  const plain = await thread.judge(null);
  if (plain === null || !plain.passed) throw new Error("The simulation fails without a mutant.");
  const reached = new Set(plain.reached);
  for (const number of numbers.filter((each) => reached.has(each))) {
    const judged = await thread.judge(number);
    if (judged === null) thread = await startThread(root, seeds);
    if (judged === null || !judged.passed) kill(number);
  }
  await thread.end();
}

async function startThread(root: string, seeds: number) {
  const worker = new Worker(new URL("simulation-worker.ts", import.meta.url), {
    workerData: { root, seeds },
  });
  await new Promise((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  return {
    /** Null: it never came to an end, or its process would have died. */
    judge(number: number | null): Promise<Judged | null> {
      const { promise, resolve } = Promise.withResolvers<Judged | null>();
      const before = process.cpuUsage();
      const watch = setInterval(() => {
        const { user, system } = process.cpuUsage(before);
        if ((user + system) / 1_000 > mostCpuMs) resolve(null);
      }, 500);
      const onMessage = (judged: Judged) => resolve(judged);
      const onError = () => resolve(null);
      worker.once("message", onMessage).once("error", onError);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
      worker.postMessage(number);
      return promise.then(async (judged) => {
        clearInterval(watch);
        worker.off("message", onMessage).off("error", onError);
        if (judged === null) await worker.terminate();
        return judged;
      });
    },
    end: () => worker.terminate(),
  };
}
