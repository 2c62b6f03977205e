import { type Helper, helper } from "../helpers.ts";
import {
  ATOM,
  COMPARISON,
  CONDITIONAL,
  CONJUNCTION,
  DISJUNCTION,
  type Text,
  atLeast,
  literalText,
} from "../jsonata-text.ts";
import { BOOLEAN, type Kinds, kindsOf } from "../shape.ts";
import type { Json } from "../../../../shared/contracts/json.ts";
import type { Term } from "./subject.ts";

/** Text that cannot be torn apart: a call, a variable, something in brackets. */
export function atom(text: string, kinds: Kinds): Term {
  return { text, binding: ATOM, kinds, simple: false };
}

export function callHelper(name: Helper, parts: (Text | string)[], kinds: Kinds): Term {
  return atom(
    `${helper(name)}(${parts.map((part) => (typeof part === "string" ? part : part.text)).join(", ")})`,
    kinds,
  );
}

/** A literal; undefined when JSONata cannot write it. */
export function literal(value: Json): Term | undefined {
  const text = literalText(value);
  if (text === undefined) return undefined;
  const term: Term = { text, binding: ATOM, kinds: kindsOf(value), simple: true };
  return Array.isArray(value) ? { ...term, isArrayConstructor: true } : term;
}

export function comparison(left: Text, operator: string, right: Text): Term {
  const text = `${atLeast(left, COMPARISON + 1)} ${operator} ${atLeast(right, COMPARISON + 1)}`;
  return { text, binding: COMPARISON, kinds: BOOLEAN, simple: false };
}

export function negation(operand: Text): Term {
  return atom(`$not(${operand.text})`, BOOLEAN);
}

/** `and` over texts and guards; a single one stays as it is. */
export function conjunction(parts: Term[]): Term {
  return joined(parts, "and", CONJUNCTION);
}

export function disjunction(parts: Term[]): Term {
  return joined(parts, "or", DISJUNCTION);
}

function joined(parts: Term[], operator: string, binding: number): Term {
  const [first, ...others] = parts;
  if (first !== undefined && others.length === 0) return first;
  const text = parts.map((part) => atLeast(part, binding)).join(` ${operator} `);
  return { text, binding, kinds: BOOLEAN, simple: false };
}

export function guardTerm(text: string): Term {
  return { text, binding: COMPARISON, kinds: BOOLEAN, simple: false };
}

export function conditional(condition: Text, then: Text, otherwise: Text, kinds: Kinds): Term {
  const [first, second] = [atLeast(condition, CONDITIONAL + 1), atLeast(then, CONDITIONAL + 1)];
  return { text: `${first} ? ${second} : ${otherwise.text}`, binding: CONDITIONAL, kinds, simple: false };
}
