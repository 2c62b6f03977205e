import type { Condition } from "../model.ts";
import { and, FALSE, type Formula, keyOf, or, type Outcome, TRUE } from "./formula.ts";
import { LayeredMap } from "./layered-map.ts";

/** What follows about a node's own guard from how its execution ended. */
export interface GuardLookup {
  /** What has to hold for the node to run. */
  guardOf(node: string): Formula;
  /** True when the run goes on after the node has failed without counting as completed. */
  canFailSoftly(node: string): boolean;
}

const outcomes: readonly Outcome[] = ["completed", "failed", "expired"];

/** What is known at one point of the machine, whatever path led there. Immutable. */
export class Facts {
  private readonly known: LayeredMap<boolean>;
  private readonly holding: LayeredMap<Condition>;
  private readonly guards: GuardLookup;

  private constructor(known: LayeredMap<boolean>, holding: LayeredMap<Condition>, guards: GuardLookup) {
    this.known = known;
    this.holding = holding;
    this.guards = guards;
  }

  static none(guards: GuardLookup): Facts {
    return new Facts(LayeredMap.of([]), LayeredMap.of([]), guards);
  }

  /** What is known on every one of the paths. */
  static common(all: readonly Facts[]): Facts {
    const [first, ...others] = new Set(all);
    if (first === undefined) throw new RangeError("No path leads here.");
    if (others.length === 0) return first;
    const known = [...first.known.entries()].filter(([key, value]) =>
      others.every((facts) => facts.known.get(key) === value),
    );
    const holding = [...first.holding.entries()].filter(([key]) =>
      others.every((facts) => facts.holding.get(key) !== undefined),
    );
    return new Facts(LayeredMap.of(known), LayeredMap.of(holding), first.guards);
  }

  /** What is known when all of these have come about side by side. */
  static together(all: readonly Facts[]): Facts {
    const [first] = all;
    if (first === undefined) throw new RangeError("There are no branches.");
    const known = all.flatMap((facts) => [...facts.known.entries()]);
    const holding = all.flatMap((facts) => [...facts.holding.entries()]);
    return new Facts(LayeredMap.of(known), LayeredMap.of(holding), first.guards);
  }

  /** The node has settled in this way. */
  settled(node: string, outcome: Outcome | "skipped"): Facts {
    return this.edit((editor) => editor.settle(node, outcome));
  }

  /** The formula has turned out to be true or false. */
  learn(formula: Formula, value: boolean): Facts {
    return this.edit((editor) => editor.learn(formula, value));
  }

  outcome(node: string, outcome: Outcome): boolean | undefined {
    return this.known.get(`${outcome} ${node}`);
  }

  /** What is left of a formula after all that is known. */
  simplify(formula: Formula): Formula {
    const known = this.known.get(keyOf(formula));
    if (known !== undefined) return known ? TRUE : FALSE;
    switch (formula.kind) {
      case "condition":
        return this.isExcluded(formula.condition) ? FALSE : formula;
      case "and":
        return and(...formula.parts.map((part) => this.simplify(part)));
      case "or":
        return or(...formula.parts.map((part) => this.simplify(part)));
      default:
        return formula;
    }
  }

  private isExcluded(condition: Condition): boolean {
    return [...this.holding.values()].some((other) => other.excludes(condition));
  }

  private edit(change: (editor: FactsEditor) => void): Facts {
    const known = this.known.extend();
    const holding = this.holding.extend();
    change(new FactsEditor(known, holding, this.guards));
    return new Facts(known, holding, this.guards);
  }
}

/** Adds what follows from new facts, and what follows from that. */
class FactsEditor {
  private readonly known: LayeredMap<boolean>;
  private readonly holding: LayeredMap<Condition>;
  private readonly guards: GuardLookup;

  constructor(known: LayeredMap<boolean>, holding: LayeredMap<Condition>, guards: GuardLookup) {
    this.known = known;
    this.holding = holding;
    this.guards = guards;
  }

  settle(node: string, outcome: Outcome | "skipped"): void {
    for (const each of outcomes) this.known.set(`${each} ${node}`, each === outcome);
  }

  learn(formula: Formula, value: boolean): void {
    const key = keyOf(formula);
    if (formula.kind === "constant" || this.known.get(key) === value) return;
    this.known.set(key, value);
    if (formula.kind === "condition") {
      if (value) this.holding.set(key, formula.condition);
    } else if (formula.kind === "outcome") {
      this.learnOutcome(formula.node, formula.outcome, value);
    } else if ((formula.kind === "and") === value) {
      for (const part of formula.parts) this.learn(part, value);
    } else {
      // All parts but one have come out the other way, so it is the last one that decides.
      const [open, ...others] = formula.parts.filter((part) => this.known.get(keyOf(part)) !== !value);
      if (open !== undefined && others.length === 0) this.learn(open, value);
    }
  }

  /** A node that ended somehow had run, so its guard held; one that did not complete had not, unless it may fail softly. */
  private learnOutcome(node: string, outcome: Outcome, value: boolean): void {
    if (value) {
      this.settle(node, outcome);
      this.learn(this.guards.guardOf(node), true);
    } else if (outcome === "completed" && !this.guards.canFailSoftly(node)) {
      this.settle(node, "skipped");
      this.learn(this.guards.guardOf(node), false);
    }
  }
}
