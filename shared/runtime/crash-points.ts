/**
 * Where a function may die between two promises. Chaos tests observe these points and end the process there; nobody
 * else does, and then passing one costs a comparison.
 */
export const crashPoints = [
  "check-send:before",
  "check-send:after",
  "commit:before",
  "commit:after",
  "outbox-publish:before",
  "outbox-publish:after",
  "wait-create:before",
  "wait-create:after",
  "wait-resume:before",
  "wait-resume:after",
] as const;
export type CrashPoint = (typeof crashPoints)[number];

let observer: ((point: CrashPoint) => void) | undefined;

export function observeCrashPoints(observe: (point: CrashPoint) => void): void {
  observer = observe;
}

export function reach(point: CrashPoint): void {
  observer?.(point);
}

/** Does `work` between its two crash points. */
export async function between<T>(
  step: "check-send" | "commit" | "outbox-publish" | "wait-create" | "wait-resume",
  work: () => Promise<T>,
): Promise<T> {
  reach(`${step}:before`);
  const result = await work();
  reach(`${step}:after`);
  return result;
}
