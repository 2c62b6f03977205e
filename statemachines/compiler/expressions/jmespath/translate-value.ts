import type { Expression } from "./ast.ts";
import { callFunction } from "./call.ts";
import { type Emission, exactValue } from "./emission.ts";
import { evaluate } from "./evaluate.ts";
import type { Subject, Term } from "./subject.ts";
import { truth } from "./truth.ts";

/** A translation to be filled; `resolveRoot` is asked for the names at the root of the scope. */
export function createEmission(resolveRoot: Emission["resolveRoot"]): Emission {
  const emission: Emission = {
    reads: [],
    problems: [],
    temporaries: 0,
    resolveRoot,
    evaluate: (node, subject) => evaluate(emission, node, subject),
    truth: (node, subject, strict) => truth(emission, node, subject, strict),
    call: (node, subject) => callFunction(emission, node, subject),
  };
  return emission;
}

/** The JSONata of an expression's value: exactly JMESPath's, with null for what is missing. Helpers are not yet in it. */
export function translateValue(emission: Emission, node: Expression, subject: Subject): Term {
  return exactValue(emission, node, subject);
}
