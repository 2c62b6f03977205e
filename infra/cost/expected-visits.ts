import type { Branch, ChoiceState, State, TaskState } from "../../statemachines/asl/types.ts";

/** How often a run takes which way, where the definition leaves it open. */
export interface WayShares {
  /** Of a rule that hands over to a person, each time its Choice is reached. */
  handoverHazard: number;
  /** Of tasks, and of waits for people. */
  taskFailure: number;
  waitTimeout: number;
  taskRetry: number;
  /** Of an item of a Map. */
  mapItems: number;
  /** By Choice: the share of each next state; the other ways of it share the rest evenly. */
  choices: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** A state with how often an average run enters it. */
export interface Visit {
  name: string;
  state: State;
  entered: number;
  /** Entered again by a Retry: Step Functions bills that as well. */
  retried: number;
}

/**
 * Expected number of times that each state is entered by one run: weights flow from the start along every way, in
 * topological order. Compiled machines have no loops. @throws Error where there is one
 */
export function expectedVisits(machine: Branch, shares: WayShares, weight = 1): Visit[] {
  const arriving = new Map<string, number>([[machine.StartAt, weight]]);
  return topological(machine, shares).flatMap((name) => {
    const state = stateOf(machine, name);
    const entered = arriving.get(name) ?? 0;
    for (const { to, share } of waysFrom(name, state, shares))
      arriving.set(to, (arriving.get(to) ?? 0) + entered * share);
    const retried = state.Type === "Task" && state.Retry ? entered * shares.taskRetry : 0;
    return [{ name, state, entered, retried }, ...inside(state, shares, entered)];
  });
}

/** State transitions that an average run is billed for. */
export function transitionsOf(visits: readonly Visit[]): number {
  return visits.reduce((total, { entered, retried }) => total + entered + retried, 0);
}

function inside(state: State, shares: WayShares, weight: number): Visit[] {
  if (state.Type === "Parallel")
    return state.Branches.flatMap((branch) => expectedVisits(branch, shares, weight));
  const body = state.Type === "Map" ? (state.ItemProcessor ?? state.Iterator) : undefined;
  return body === undefined ? [] : expectedVisits(body, shares, weight * shares.mapItems);
}

interface Way {
  to: string;
  share: number;
}

function waysFrom(name: string, state: State, shares: WayShares): Way[] {
  if (state.Type === "Choice") return choiceWays(name, state, shares);
  const failing = state.Type === "Task" ? failingWays(state, shares) : [];
  const rest = 1 - failing.reduce((total, { share }) => total + share, 0);
  const next = "Next" in state ? state.Next : undefined;
  return next === undefined ? failing : [...failing, { to: next, share: rest }];
}

function failingWays({ Catch = [], Resource }: TaskState, shares: WayShares): Way[] {
  const waits = Resource.endsWith(".waitForTaskToken");
  return Catch.map(({ ErrorEquals, Next }) => {
    const onTimeout = ErrorEquals.includes("States.Timeout");
    if (onTimeout && waits) return { to: Next, share: shares.waitTimeout };
    return { to: Next, share: ErrorEquals.includes("States.ALL") ? shares.taskFailure : 0 };
  });
}

function choiceWays(name: string, { Choices, Default }: ChoiceState, shares: WayShares): Way[] {
  const handovers = Choices.filter(isHandover).map(({ Next }) => Next);
  const others = [...Choices.filter((rule) => !isHandover(rule)).map(({ Next }) => Next), ...listOf(Default)];
  const taken = others.length === 0 ? 1 : handoverShare(handovers.length, shares.handoverHazard);
  return [
    ...handovers.map((to) => ({ to, share: taken / handovers.length })),
    ...splitOthers(others, shares.choices[name] ?? {}).map(({ to, share }) => ({
      to,
      share: share * (1 - taken),
    })),
  ];
}

/** One of so many rules holds. */
function handoverShare(rules: number, hazard: number): number {
  return 1 - (1 - hazard) ** rules;
}

function splitOthers(others: readonly string[], given: Readonly<Record<string, number>>): Way[] {
  const open = others.filter((to) => given[to] === undefined);
  const rest = Math.max(0, 1 - others.reduce((total, to) => total + (given[to] ?? 0), 0));
  const ways = others.map((to) => ({ to, share: given[to] ?? rest / open.length }));
  const total = ways.reduce((sum, { share }) => sum + share, 0);
  return total === 0 ? ways : ways.map(({ to, share }) => ({ to, share: share / total }));
}

/** The compiler gives every way into a handover its reason. */
function isHandover({ Output }: ChoiceState["Choices"][number]): boolean {
  return typeof Output === "object" && Output !== null && "reason" in Output;
}

function topological(machine: Branch, shares: WayShares): string[] {
  const order: string[] = [];
  const done = new Map<string, boolean>();
  const visit = (name: string): void => {
    if (done.get(name) === false)
      throw new Error(`The state machine comes back to "${name}": it has a loop.`);
    if (done.has(name)) return;
    done.set(name, false);
    for (const { to } of waysFrom(name, stateOf(machine, name), shares)) visit(to);
    done.set(name, true);
    order.unshift(name);
  };
  visit(machine.StartAt);
  return order;
}

function stateOf(machine: Branch, name: string): State {
  const state = machine.States[name];
  if (state === undefined) throw new Error(`There is no state "${name}".`);
  return state;
}

function listOf<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value];
}
