import type { HumanAgent, QueuedHandover } from "../../contracts/human-agent.ts";

type Waiting = Pick<QueuedHandover, "handoverId" | "requiredSkills" | "priority" | "queuedAtMs">;
type Person = Pick<
  HumanAgent,
  "humanAgentId" | "skills" | "status" | "maxCapacity" | "currentLoad" | "lastActiveAtMs"
>;

export interface Assignment {
  handoverId: string;
  humanAgentId: string;
}

/** One step of priority weighs as much as this much waiting, so that nothing waits for ever. */
export const priorityWorthMs = 10 * 60_000;

/** The order in which handovers are served: priority and age; then by id, so that it is total. */
export function inServingOrder<T extends Waiting>(waiting: readonly T[]): T[] {
  const since = (each: Waiting) => each.queuedAtMs - each.priority * priorityWorthMs;
  return [...waiting].sort((a, b) => since(a) - since(b) || (a.handoverId < b.handoverId ? -1 : 1));
}

/** Whether somebody has every skill that is asked for. */
export function hasSkills(person: { skills: readonly string[] }, required: readonly string[]): boolean {
  return required.every((skill) => person.skills.includes(skill));
}

/**
 * Who takes what now. Handovers are served in order; each goes to a fitting person with room: the least loaded first,
 * then who has the fewest skills beside those needed, then who has been idle longest. As many are assigned as possible:
 * a later handover may move an earlier one of this plan to another fitting person (augmenting paths, Kuhn 1955), but
 * never push it out.
 */
export function planAssignments(waiting: readonly Waiting[], people: readonly Person[]): Assignment[] {
  const free = people.filter(({ status }) => status === "online");
  const taken = new Map<string, Waiting[]>(free.map((person) => [person.humanAgentId, []]));
  const holder = new Map<string, string>();

  const room = (person: Person) =>
    person.maxCapacity - person.currentLoad - taken.get(person.humanAgentId)!.length;
  const give = (handover: Waiting, person: Person) => {
    taken.get(person.humanAgentId)!.push(handover);
    holder.set(handover.handoverId, person.humanAgentId);
  };
  const place = (handover: Waiting, visited: Set<string>): boolean => {
    const candidates = fitting(handover).filter(({ humanAgentId }) => !visited.has(humanAgentId));
    const withRoom = candidates.find((person) => room(person) > 0);
    if (withRoom) {
      give(handover, withRoom);
      return true;
    }
    for (const person of candidates) {
      visited.add(person.humanAgentId);
      for (const other of taken.get(person.humanAgentId)!) {
        if (!place(other, visited)) continue;
        const left = taken
          .get(person.humanAgentId)!
          .filter(({ handoverId }) => handoverId !== other.handoverId);
        taken.set(person.humanAgentId, left);
        give(handover, person);
        return true;
      }
    }
    return false;
  };
  const fitting = (handover: Waiting) =>
    free
      .filter((person) => hasSkills(person, handover.requiredSkills))
      .sort((a, b) =>
        byFitness(a, b, (person) => person.currentLoad + taken.get(person.humanAgentId)!.length),
      );

  for (const handover of inServingOrder(waiting)) place(handover, new Set());
  return inServingOrder(waiting).flatMap(({ handoverId }) => {
    const humanAgentId = holder.get(handoverId);
    return humanAgentId === undefined ? [] : [{ handoverId, humanAgentId }];
  });
}

function byFitness(a: Person, b: Person, load: (person: Person) => number): number {
  const share = (person: Person) => load(person) / person.maxCapacity;
  return (
    share(a) - share(b) ||
    a.skills.length - b.skills.length ||
    a.lastActiveAtMs - b.lastActiveAtMs ||
    (a.humanAgentId < b.humanAgentId ? -1 : 1)
  );
}
