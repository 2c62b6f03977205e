import { helper } from "../helpers.ts";
import { ATOM, CONDITIONAL, type Text, isInherited, stepText, stringText } from "../jsonata-text.ts";
import { ARRAY, type Kinds, MISSING, NULL, type Shape, propertyShape } from "../shape.ts";
import type { ReadSource } from "../translation.ts";

/** JSONata text and the types that its value can have. */
export interface Term extends Text {
  kinds: Kinds;
  /** True for what costs nothing and cannot fail: it may be written twice, or be left out. */
  simple: boolean;
  /** An array constructor stays whole as an element of another one. */
  isArrayConstructor?: true;
}

/** A path of names below a variable. Its text is chosen when it is used, by how exact it has to be. */
export interface PathSubject {
  type: "path";
  base: string;
  names: string[];
  /** The shape of the base, then that of the value at each name. */
  shapes: [Shape, ...Shape[]];
  /** Where the base comes from, if reading it counts. */
  source?: ReadSource | undefined;
}

/** What an expression is evaluated against, and what it evaluates to. */
export type Subject =
  | PathSubject
  /** Everything in scope; only its fields mean something. */
  | { type: "scope" }
  /** A node's name: the fields of its output, and `output` itself. */
  | { type: "entry"; output: PathSubject }
  | { type: "value"; term: Term; shape: Shape };

export function pathSubject(base: string, shape: Shape, source?: ReadSource): PathSubject {
  return { type: "path", base, names: [], shapes: [shape], source };
}

export function valueSubject(term: Term, shape: Shape = { kinds: term.kinds }): Subject {
  return { type: "value", term, shape };
}

export function shapeOfPath(path: PathSubject): Shape {
  return path.shapes.at(-1) ?? path.shapes[0];
}

export function stepInto(path: PathSubject, name: string): PathSubject {
  const shape = propertyShape(shapeOfPath(path), name);
  return { ...path, names: [...path.names, name], shapes: [...path.shapes, shape] };
}

/** The path's value; null when there is none. */
export function exactTerm(path: PathSubject): Term {
  const kinds = shapeOfPath(path).kinds;
  const exactKinds = kinds & MISSING ? (kinds & ~MISSING) | NULL : kinds;
  if (path.names.length > 0) {
    const prefix = Math.min(plainLength(path), path.names.length - 1);
    return { text: fieldCalls(path, prefix), binding: ATOM, kinds: exactKinds, simple: true };
  }
  const optional = (kinds & MISSING) !== 0;
  const text = optional ? `$exists(${path.base}) ? ${path.base} : null` : path.base;
  return { text, binding: optional ? CONDITIONAL : ATOM, kinds: exactKinds, simple: true };
}

/** The path's value, or nothing: for places that take nothing for null. */
export function laxTerm(path: PathSubject): Term {
  if (plainLength(path) < path.names.length) return exactTerm(path);
  const { kinds } = shapeOfPath(path);
  return { text: plainText(path, path.names.length), binding: ATOM, kinds, simple: true };
}

/** More guards than this are longer than the helper function that does without. */
const MAX_GUARDS = 2;

/**
 * The path's value as a plain path, exact where all guards hold; where one does not, the value is null. A guard keeps
 * JSONata from mapping a name over an array, which JMESPath does not.
 */
export function guardedTerm(path: PathSubject): { guards: string[]; term: Term } {
  const holders = path.names.flatMap((_, index) => ((path.shapes[index]?.kinds ?? 0) & ARRAY ? [index] : []));
  if (holders.length > MAX_GUARDS || path.names.some(isInherited)) return { guards: [], term: laxTerm(path) };
  const guards = holders.map((index) => `$type(${plainText(path, index)}) = 'object'`);
  const { kinds } = shapeOfPath(path);
  return { guards, term: { text: plainText(path, path.names.length), binding: ATOM, kinds, simple: true } };
}

function plainText(path: PathSubject, length: number): string {
  return [path.base, ...path.names.slice(0, length).map(stepText)].join(".");
}

/** How many names from the start can be written as steps of a JSONata path with the same meaning. */
function plainLength(path: PathSubject): number {
  const stop = path.names.findIndex((name, index) => {
    return isInherited(name) || ((path.shapes[index]?.kinds ?? ARRAY) & ARRAY) !== 0;
  });
  return stop === -1 ? path.names.length : stop;
}

function fieldCalls(path: PathSubject, prefix: number): string {
  return path.names
    .slice(prefix)
    .reduce((holder, name) => `${helper("field")}(${holder}, ${stringText(name)})`, plainText(path, prefix));
}
