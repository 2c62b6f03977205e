import type { Condition } from "../model.ts";

/** How a node's execution ended. `completed` includes a failure that `on_error: continue` accepts. */
export type Outcome = "completed" | "failed" | "expired";

/** What a branch depends on. */
export type Formula =
  | { kind: "constant"; value: boolean }
  | { kind: "outcome"; node: string; outcome: Outcome }
  | { kind: "condition"; condition: Condition }
  | { kind: "and" | "or"; parts: Formula[] };

export const TRUE: Formula = { kind: "constant", value: true };
export const FALSE: Formula = { kind: "constant", value: false };

export function outcomeOf(node: string, outcome: Outcome): Formula {
  return { kind: "outcome", node, outcome };
}

export function conditionHolds(condition: Condition | undefined): Formula {
  return condition === undefined ? TRUE : { kind: "condition", condition };
}

export function and(...parts: Formula[]): Formula {
  const joined = join("and", parts, FALSE, TRUE);
  return joined.kind === "and" && contradictsItself(joined.parts) ? FALSE : joined;
}

export function or(...parts: Formula[]): Formula {
  return join("or", parts, TRUE, FALSE);
}

function contradictsItself(parts: readonly Formula[]): boolean {
  const conditions = parts.flatMap((part) => (part.kind === "condition" ? [part.condition] : []));
  return conditions.some((one, index) => conditions.slice(index + 1).some((other) => one.excludes(other)));
}

/** Flat, without repetition; `deciding` decides it alone, `neutral` does nothing. */
function join(kind: "and" | "or", parts: Formula[], deciding: Formula, neutral: Formula): Formula {
  const flat = new Map<string, Formula>();
  for (const part of parts.flatMap((each) => (each.kind === kind ? each.parts : [each])))
    flat.set(keyOf(part), part);
  if (flat.has(keyOf(deciding))) return deciding;
  flat.delete(keyOf(neutral));
  const [first = neutral, ...others] = flat.values();
  return others.length === 0 ? first : { kind, parts: [first, ...others] };
}

const keys = new WeakMap<Formula, string>();

/** Formulas with one key are the same. */
export function keyOf(formula: Formula): string {
  const known = keys.get(formula);
  if (known !== undefined) return known;
  const key = writeKey(formula);
  keys.set(formula, key);
  return key;
}

function writeKey(formula: Formula): string {
  switch (formula.kind) {
    case "constant":
      return String(formula.value);
    case "outcome":
      return `${formula.outcome} ${formula.node}`;
    case "condition":
      return `condition ${formula.condition.key}`;
    case "and":
    case "or":
      return `${formula.kind} (${formula.parts.map(keyOf).sort().join(") (")})`;
  }
}
