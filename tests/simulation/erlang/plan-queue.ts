import { planAssignments } from "../../../shared/domain/queue/plan-assignments.ts";
import type { Customer } from "./workload.ts";

interface Server {
  humanAgentId: string;
  skills: string[];
  status: "online";
  maxCapacity: number;
  currentLoad: number;
  lastActiveAtMs: number;
  freeAtMs: number;
}

/** How long each customer waits when the desk's plan says who takes what; people take one at a time. */
export function* waitsByPlan(customers: Iterable<Customer>, servers: number): Generator<number> {
  const people = Array.from({ length: servers }, (_, index) => serverOf(index));
  const waiting: { handoverId: string; requiredSkills: string[]; priority: number; queuedAtMs: number }[] =
    [];
  const services = new Map<string, number>();
  const waits = new Map<string, number>();
  let arrived = 0;
  let reported = 0;

  function assign(nowMs: number): void {
    if (waiting.length === 0) return;
    for (const { handoverId, humanAgentId } of planAssignments(waiting, people)) {
      const place = waiting.findIndex((each) => each.handoverId === handoverId);
      const [{ queuedAtMs }] = waiting.splice(place, 1) as [(typeof waiting)[number]];
      const person = people.find((each) => each.humanAgentId === humanAgentId)!;
      person.currentLoad += 1;
      person.freeAtMs = nowMs + services.get(handoverId)!;
      services.delete(handoverId);
      waits.set(handoverId, nowMs - queuedAtMs);
    }
  }

  /** Those who are done before `untilMs` make room, one after the other. */
  function finishUntil(untilMs: number): void {
    for (;;) {
      const busy = people.filter(({ currentLoad }) => currentLoad > 0);
      if (busy.length === 0) return;
      const next = busy.reduce((first, each) => (each.freeAtMs < first.freeAtMs ? each : first));
      if (next.freeAtMs > untilMs) return;
      next.currentLoad -= 1;
      next.lastActiveAtMs = next.freeAtMs;
      assign(next.freeAtMs);
    }
  }

  for (const { arrivalMs, serviceMs } of customers) {
    finishUntil(arrivalMs);
    const handoverId = idOf((arrived += 1));
    services.set(handoverId, serviceMs);
    waiting.push({ handoverId, requiredSkills: [], priority: 1, queuedAtMs: arrivalMs });
    if (people.some(({ currentLoad }) => currentLoad === 0)) assign(arrivalMs);
    for (let next = idOf(reported + 1); waits.has(next); next = idOf(reported + 1)) {
      yield waits.get(next)!;
      waits.delete(next);
      reported += 1;
    }
  }
}

export function idOf(number: number): string {
  return `h${String(number).padStart(9, "0")}`;
}

function serverOf(index: number): Server {
  const humanAgentId = `p${index}`;
  return {
    humanAgentId,
    skills: [],
    status: "online",
    maxCapacity: 1,
    currentLoad: 0,
    lastActiveAtMs: 0,
    freeAtMs: 0,
  };
}
