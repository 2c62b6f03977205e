import type { Fact } from "./facts.ts";
import { satisfiable } from "./facts.ts";

/** A fact about the value of one expression; equal subjects have equal values. */
interface Atom {
  subject: string;
  fact: Fact;
}

/**
 * What follows from a condition's being true: at least one of these sets of facts holds completely. No set at all: it is never
 * true; an empty set: nothing is known.
 */
export type Atoms = Atom[][];

export const NEVER: Atoms = [];
export const ALWAYS: Atoms = [[]];

/** More sets than this are not told apart; knowing less is always safe. */
const MAX_SETS = 32;

/** What follows from both. */
export function both(left: Atoms, right: Atoms): Atoms {
  if (left.length * right.length > MAX_SETS) return left.length <= right.length ? left : right;
  return left.flatMap((one) => right.map((other) => [...one, ...other]));
}

/** What follows from either. */
export function either(left: Atoms, right: Atoms): Atoms {
  const sets = [...left, ...right];
  return sets.length > MAX_SETS ? ALWAYS : sets;
}

export function atom(subject: string, fact: Fact): Atoms {
  return [[{ subject, fact }]];
}

/** True only if the two conditions can never be true together, whatever the data. */
export function mutuallyExclusive(left: Atoms, right: Atoms): boolean {
  return left.every((one) => right.every((other) => !possible([...one, ...other])));
}

function possible(atoms: Atom[]): boolean {
  const bySubject = Map.groupBy(atoms, ({ subject }) => subject);
  return [...bySubject.values()].every((same) => satisfiable(same.map(({ fact }) => fact)));
}
