import type { State, StateMachine } from "../../statemachines/asl/types.ts";
import conversation from "../../statemachines/conversation/conversation.asl.json" with { type: "json" };
import deadline from "../../statemachines/conversation/deadline.asl.json" with { type: "json" };

/** What one run, as a turn of a conversation, asks of the machines above its workflow. */
export interface EpisodeLoad {
  transitions: number;
  /** Invocations by function. */
  functions: Record<string, number>;
  /** Messages by queue. */
  messages: Record<string, number>;
}

/** Ways through the machine of conversations, by what its choices come to. */
const finishes = ["Run workflow", "Ended"];
const handsOver = ["Run workflow", "Wait for a person", "Ended"];
/** A handover's deadlines that lie beyond what a queue can delay: its first response and its resolution. */
const deadlinesPerHandover = 2;

/**
 * One episode a run, of one turn: a message, and an answer or a person. The states are counted on the machines that are
 * deployed. @throws Error when a machine has no such way any more
 */
export function episodeLoad(handoverShare: number): EpisodeLoad {
  const load: EpisodeLoad = { transitions: 0, functions: {}, messages: {} };
  add(load, statesOn(conversation as unknown as StateMachine, finishes), 1 - handoverShare);
  add(load, statesOn(conversation as unknown as StateMachine, handsOver), handoverShare);
  add(load, statesOn(deadline as unknown as StateMachine, []), handoverShare * deadlinesPerHandover);
  return load;
}

function add(load: EpisodeLoad, states: State[], times: number): void {
  load.transitions += states.length * times;
  for (const state of states) {
    count(load.functions, placeholderIn(state, /"FunctionName":"\$\{(\w+)\}"/), times);
    count(load.messages, placeholderIn(state, /"QueueUrl":"\$\{(\w+)QueueUrl\}"/), times);
  }
}

/** The states that an execution enters whose choices lead to `ways`, in turn. */
export function statesOn({ StartAt, States }: StateMachine, ways: readonly string[]): State[] {
  const left = [...ways];
  const entered: State[] = [];
  for (let name: string | undefined = StartAt; name !== undefined;) {
    const state: State | undefined = States[name];
    if (state === undefined) throw new Error(`The machine has no state ${name}.`);
    entered.push(state);
    name = state.Type === "Choice" ? chosen(name, state, left.shift()) : nextOf(state);
  }
  return entered;
}

function chosen(name: string, state: Extract<State, { Type: "Choice" }>, way: string | undefined): string {
  const ways = [...state.Choices.map(({ Next }) => Next), state.Default];
  if (way === undefined || !ways.includes(way)) throw new Error(`No way leads from ${name} to ${way}.`);
  return way;
}

function nextOf(state: State): string | undefined {
  return "Next" in state && typeof state.Next === "string" ? state.Next : undefined;
}

function count(counts: Record<string, number>, name: string | undefined, times: number): void {
  if (name !== undefined) counts[name] = (counts[name] ?? 0) + times;
}

/** `${BeginTurn}` is `begin-turn`. */
function placeholderIn(state: State, pattern: RegExp): string | undefined {
  const named = pattern.exec(JSON.stringify(state))?.[1];
  return named?.replaceAll(/(?<!^)([A-Z])/g, "-$1").toLowerCase();
}
