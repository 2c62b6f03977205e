import { Facts } from "./facts.ts";
import { FALSE, type Formula, TRUE } from "./formula.ts";
import {
  addState,
  type Arrow,
  type ChoicePlan,
  createArrow,
  type PlannedState,
  type Scope,
} from "./states.ts";

/** A way on that does not lead anywhere yet, and what is known by whoever takes it. */
export interface Exit {
  arrow: Arrow;
  facts: Facts;
  /** Set when the arrow is this Choice's default: further rules can be added to it at no cost. */
  choice?: ChoicePlan;
  /** True when the state that it leaves may end a branch: a Choice may not. */
  canEnd: boolean;
  /** The node that ran last on this way. */
  from?: string | undefined;
}

export interface Gate {
  /** What has to hold, given what is known; constant where that decides it. */
  guardUnder(facts: Facts): Formula;
  /** What is known about those who did not pass. */
  skipped(facts: Facts): Facts;
  label: string;
  line: number;
}

/** A Choice with more rules than this is continued by another one, so that long chains of conditions stay small. */
const maxRules = 16;

/**
 * Sends each exit past or through a gate: directly where what is known decides it, by one more rule where the exit is a
 * Choice's default, through one new Choice for all others.
 */
export function passGate(scope: Scope, exits: readonly Exit[], gate: Gate): { enter: Exit[]; pass: Exit[] } {
  const enter: Exit[] = [];
  const pass: Exit[] = [];
  const tested: Exit[] = [];
  for (const exit of exits) {
    const guard = gate.guardUnder(exit.facts);
    if (guard === TRUE) enter.push(exit);
    else if (guard === FALSE) pass.push({ ...exit, facts: gate.skipped(exit.facts) });
    else if (exit.choice === undefined || exit.choice.rules.length >= maxRules) tested.push(exit);
    else addRule(exit, exit.choice, guard, gate, enter, pass);
  }
  if (tested.length > 0) addChoice(scope, tested, gate, enter, pass);
  return { enter, pass };
}

function addRule(
  exit: Exit,
  choice: ChoicePlan,
  guard: Formula,
  gate: Gate,
  enter: Exit[],
  pass: Exit[],
): void {
  const arrow = createArrow();
  choice.rules.push({ test: { kind: "formula", formula: guard }, arrow });
  enter.push({ arrow, facts: exit.facts.learn(guard, true), canEnd: false, from: exit.from });
  pass.push({ ...exit, facts: gate.skipped(exit.facts.learn(guard, false)) });
}

function addChoice(scope: Scope, tested: Exit[], gate: Gate, enter: Exit[], pass: Exit[]): void {
  const facts = Facts.common(tested.map((exit) => exit.facts));
  const guard = gate.guardUnder(facts);
  if (guard === TRUE) {
    enter.push(...tested);
    return;
  }
  const from = commonOrigin(tested);
  const choice = addState(scope, {
    kind: "choice",
    label: `${gate.label}?`,
    after: from,
    line: gate.line,
    rules: [],
    otherwise: createArrow(),
  });
  connect(tested, choice);
  addRule({ arrow: choice.otherwise, facts, choice, canEnd: false, from }, choice, guard, gate, enter, pass);
}

export function connect(exits: readonly Exit[], state: PlannedState): void {
  for (const exit of exits) exit.arrow.to = state;
}

function commonOrigin(exits: readonly Exit[]): string | undefined {
  const [first] = exits;
  return exits.every((exit) => exit.from === first?.from) ? first?.from : undefined;
}
