/** What can go wrong with a call, or with the machine or the database that it needs. */
export const faults = [
  "killed",
  "rolled back",
  "commit unheard",
  "call failed",
  "answer lost",
  "slow",
  "delivered twice",
  "late",
  "database away",
  "execution stopped",
  "wait timed out",
] as const;
export type Fault = (typeof faults)[number];

/**
 * One call with all its tries: which faults it meets, and which transitions it makes or was about to make. Each pair of them
 * is counted once, in whichever order they come.
 */
export class Encounters {
  private readonly met = new Set<Fault>();
  private readonly transitions = new Set<string>();
  private readonly count: (what: string) => void;

  constructor(count: (what: string) => void) {
    this.count = count;
  }

  meet(fault: Fault): void {
    if (this.met.has(fault)) return;
    this.met.add(fault);
    for (const transition of this.transitions) this.count(pairOf(transition, fault));
  }

  make(transition: string): void {
    if (this.transitions.has(transition)) return;
    this.transitions.add(transition);
    for (const fault of this.met) this.count(pairOf(transition, fault));
  }
}

/** As it is counted. */
export function pairOf(transition: string, fault: Fault): string {
  return `${transition} | ${fault}`;
}
