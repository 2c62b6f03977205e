import { temporary } from "../helpers.ts";
import { ATOM } from "../jsonata-text.ts";
import type { Problem, ProblemCode } from "../problem.ts";
import { ANY, NULL, OBJECT } from "../shape.ts";
import type { Read } from "../translation.ts";
import type { Expression, ExpressionOf, Span } from "./ast.ts";
import { atom, conditional } from "./build.ts";
import {
  type PathSubject,
  type Subject,
  type Term,
  exactTerm,
  guardedTerm,
  laxTerm,
  pathSubject,
} from "./subject.ts";

/** One translation in progress. The functions are its parts, which call each other. */
export interface Emission {
  reads: Read[];
  problems: Problem[];
  temporaries: number;
  /** What a name at the root of the scope stands for. */
  resolveRoot(field: ExpressionOf<"field">): Subject;
  /** Evaluates without choosing a text yet. */
  evaluate(node: Expression, subject: Subject): Subject;
  /** True when JMESPath takes the value for true; `strict`: always a boolean, else what `and` and `or` take for it. */
  truth(node: Expression, subject: Subject, strict: boolean): Term;
  call(node: ExpressionOf<"call">, subject: Subject): Term;
}

export function addProblem(
  emission: Emission,
  span: Span,
  code: ProblemCode,
  message: string,
  hint: string,
): void {
  emission.problems.push({
    code,
    message,
    hint,
    offset: span.offset,
    length: Math.max(1, span.end - span.offset),
  });
}

/** The value of an expression, never missing. */
export function exactValue(emission: Emission, node: Expression, subject: Subject): Term {
  return exact(emission, emission.evaluate(node, subject), node);
}

/** The value of an expression, or nothing where it is null. */
export function laxValue(emission: Emission, node: Expression, subject: Subject): Term {
  return lax(emission, emission.evaluate(node, subject), node);
}

/** The subject's value, never missing. Like every text of a subject, it counts as a read. */
export function exact(emission: Emission, subject: Subject, span: Span): Term {
  return render(emission, subject, span, exactTerm);
}

/** The subject's value, or nothing where it is null. */
export function lax(emission: Emission, subject: Subject, span: Span): Term {
  return render(emission, subject, span, laxTerm);
}

/** The subject's value under guards; where one does not hold, it is null. */
export function guarded(emission: Emission, subject: Subject, span: Span): { guards: string[]; term: Term } {
  if (subject.type !== "path") return { guards: [], term: lax(emission, subject, span) };
  countRead(emission, subject);
  return guardedTerm(subject);
}

function render(emission: Emission, subject: Subject, span: Span, termOf: (path: PathSubject) => Term): Term {
  switch (subject.type) {
    case "value":
      return subject.term;
    case "path":
      countRead(emission, subject);
      return termOf(subject);
    case "entry":
      return entryTerm(emission, subject.output);
    default: {
      const hint = "Name a node's output or an input field; `input` is the whole input.";
      addProblem(emission, span, "condition-root", "The scope as a whole is not a value.", hint);
      return { text: "null", binding: ATOM, kinds: ANY, simple: true };
    }
  }
}

/** A node's name by itself: the fields of its output and `output`; null when it was skipped. */
function entryTerm(emission: Emission, output: PathSubject): Term {
  countRead(emission, output);
  const { text } = laxTerm(output);
  const merged = atom(`$merge([${text}, {'output': ${text}}])`, OBJECT);
  const isObject = atom(`$type(${text}) = 'object'`, 0);
  return conditional(isObject, merged, atom("null", NULL), OBJECT | NULL);
}

function countRead(emission: Emission, path: PathSubject): void {
  if (path.source !== undefined) emission.reads.push({ source: path.source, path: path.names });
}

function freshVariable(emission: Emission): string {
  emission.temporaries++;
  return temporary(emission.temporaries);
}

/** A text over the subject that may write it several times: what is not simple is bound to a variable first. */
export function bound(emission: Emission, subject: Subject, body: (subject: Subject) => Term): Term {
  if (subject.type !== "value" || subject.term.simple) return body(subject);
  const variable = freshVariable(emission);
  const inner = body(pathSubject(variable, subject.shape));
  return atom(`(${variable} := ${subject.term.text}; ${inner.text})`, inner.kinds);
}

/** A function of one value; the body is evaluated with that value as the current one. */
export function lambda(
  emission: Emission,
  shape: Parameters<typeof pathSubject>[1],
  body: (subject: Subject) => Term,
): string {
  const variable = freshVariable(emission);
  return `function(${variable}) { ${body(pathSubject(variable, shape)).text} }`;
}
