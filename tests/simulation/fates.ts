import type { World } from "./world.ts";

/** What becomes of a transaction, and of the process that makes it. */
const strikes = [
  "rolled back",
  "dies before",
  "unheard",
  "unheard",
  "dies after",
  "slow",
  "slow",
  "database away",
  "database away",
  "next call fails",
  "next call fails",
  "next answer is lost",
  "next answer is lost",
  "next answer is lost",
] as const;
const rare = new Set([
  "human_active -> back_to_ai",
  "back_to_ai -> ai_processing",
  "human_active -> resolved",
  "resolved -> new",
]);
export type Fate = (typeof strikes)[number] | "lucky";

export function drawFate({ random, faults }: World): Fate {
  if (random.chance(faults.fail)) return "rolled back";
  if (random.chance(faults.kill)) return "dies before";
  return random.chance(faults.lost) ? "unheard" : "lucky";
}

/** What hits these transitions; rare ones are hit more often than the others, so that each meets everything. */
export function strikeOf(transitions: readonly string[], { random, faults }: World): Fate | null {
  if (transitions.length === 0) return null;
  const isRare = transitions.some((each) => rare.has(each));
  return random.chance(isRare ? 2 * faults.strike : faults.strike) ? random.pick(strikes) : null;
}
