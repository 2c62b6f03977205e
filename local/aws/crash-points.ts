/**
 * Where a process may die. Each name marks one side of a step that promises something to somebody; chaos tests kill the
 * process there and look whether the promise holds after the next start.
 */
export const CRASH_POINTS = [
  "journal-commit:before",
  "journal-commit:after",
  "acknowledgement:before",
  "acknowledgement:after",
  "effect-start:before",
  "effect-start:after",
  "task-result:before",
  "task-result:after",
  "timer-fire:before",
  "timer-fire:after",
  "queue-delivery:before",
  "queue-delivery:after",
] as const;

export type CrashPoint = (typeof CRASH_POINTS)[number];

/** Told whenever the process passes a crash point; does nothing outside chaos tests. */
export type Reach = (point: CrashPoint) => void;
