import { TextScanner } from "./text-scanner.ts";

/**
 * JSONPath as Step Functions takes it (Jayway's dialect): parsed into steps, evaluated elsewhere.
 * Source: the AWS Step Functions developer guide ("Using JSONPath paths") and goessner.net/articles/JsonPath.
 */
export type PathStep =
  | { kind: "name"; name: string }
  | { kind: "names"; names: string[] }
  | { kind: "index"; index: number }
  | { kind: "indexes"; indexes: number[] }
  | { kind: "slice"; from: number | undefined; to: number | undefined; step: number }
  | { kind: "wildcard" }
  | { kind: "descendant" }
  | { kind: "filter"; filter: PathFilter }
  | { kind: "function"; name: string };

export type PathFilter =
  | { kind: "or" | "and"; left: PathFilter; right: PathFilter }
  | { kind: "not"; operand: PathFilter }
  | { kind: "exists"; operand: FilterOperand }
  | { kind: "compare"; operator: string; left: FilterOperand; right: FilterOperand };

export type FilterOperand =
  | { kind: "path"; path: ParsedPath }
  | { kind: "literal"; value: null | boolean | number | string };

export interface ParsedPath {
  /** `$` the data, `$$` the context object, `$name` a variable, `@` the item a filter looks at. */
  root: { kind: "data" } | { kind: "context" } | { kind: "variable"; name: string } | { kind: "item" };
  steps: PathStep[];
  /** Selects at most one value: no wildcard, slice, filter or descendant, or a function of what those select. */
  definite: boolean;
  source: string;
}

const IDENTIFIER = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}_-]*/uy;
const VARIABLE = /[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*/uy;
const NUMBER = /-?\d+/y;
const COMPARISON = /==|!=|<=|>=|<|>|=~/y;

/** Parses a path; `undefined` when the text is not one. */
export function parseJsonPath(text: string): ParsedPath | undefined {
  const parser = new PathParser(text);
  const path = parser.path();
  return path !== undefined && parser.atEnd() ? path : undefined;
}

/** Reads a path at a place inside a longer text (the argument of an intrinsic function). */
export function readJsonPath(text: string, at: number): { path: ParsedPath; end: number } | undefined {
  const parser = new PathParser(text, at);
  const path = parser.path();
  return path && { path, end: parser.position };
}

class PathParser extends TextScanner {
  atEnd(): boolean {
    return this.position === this.text.length;
  }

  path(): ParsedPath | undefined {
    const start = this.position;
    const root = this.root();
    if (root === undefined) return undefined;
    const steps = this.steps();
    if (steps === undefined) return undefined;
    const definite =
      steps.at(-1)?.kind === "function" ||
      steps.every((step) => step.kind === "name" || step.kind === "index");
    return { root, steps, definite, source: this.text.slice(start, this.position) };
  }

  private root(): ParsedPath["root"] | undefined {
    if (this.take("@")) return { kind: "item" };
    if (!this.take("$")) return undefined;
    if (this.take("$")) return { kind: "context" };
    const name = this.match(VARIABLE);
    return name === undefined ? { kind: "data" } : { kind: "variable", name };
  }

  private steps(): PathStep[] | undefined {
    const steps: PathStep[] = [];
    while (!this.atEnd()) {
      if (this.take("..")) {
        steps.push({ kind: "descendant" });
        if (this.peek() === "[") continue;
        const step = this.dotted();
        if (step === undefined) return undefined;
        steps.push(step);
      } else if (this.take(".")) {
        const step = this.dotted();
        if (step === undefined) return undefined;
        steps.push(step);
      } else if (this.peek() === "[") {
        const step = this.bracketed();
        if (step === undefined) return undefined;
        steps.push(step);
      } else break;
    }
    return steps;
  }

  private dotted(): PathStep | undefined {
    if (this.take("*")) return { kind: "wildcard" };
    const name = this.match(IDENTIFIER);
    if (name === undefined) return undefined;
    return this.take("()") ? { kind: "function", name } : { kind: "name", name };
  }

  private bracketed(): PathStep | undefined {
    this.take("[");
    this.blanks();
    const step = this.insideBrackets();
    this.blanks();
    return this.take("]") ? step : undefined;
  }

  private insideBrackets(): PathStep | undefined {
    if (this.take("*")) return { kind: "wildcard" };
    if (this.take("?")) return this.filterStep();
    const quote = this.peek();
    return quote === "'" || quote === '"' ? this.quotedNames() : this.indexes();
  }

  private quotedNames(): PathStep | undefined {
    const names: string[] = [];
    do {
      this.blanks();
      const name = this.quoted();
      if (name === undefined) return undefined;
      names.push(name);
      this.blanks();
    } while (this.take(","));
    return names.length === 1 ? { kind: "name", name: names[0]! } : { kind: "names", names };
  }

  private indexes(): PathStep | undefined {
    const first = this.integer();
    if (this.take(":")) return this.slice(first);
    if (first === undefined) return undefined;
    const indexes = [first];
    this.blanks();
    while (this.take(",")) {
      this.blanks();
      const next = this.integer();
      if (next === undefined) return undefined;
      indexes.push(next);
      this.blanks();
    }
    return indexes.length === 1 ? { kind: "index", index: first } : { kind: "indexes", indexes };
  }

  private slice(from: number | undefined): PathStep | undefined {
    const to = this.integer();
    const step = this.take(":") ? (this.integer() ?? 1) : 1;
    return step > 0 ? { kind: "slice", from, to, step } : undefined;
  }

  private filterStep(): PathStep | undefined {
    if (!this.take("(")) return undefined;
    const filter = this.either();
    this.blanks();
    return filter && this.take(")") ? { kind: "filter", filter } : undefined;
  }

  private either(): PathFilter | undefined {
    let left = this.both();
    while (left && this.operator("||")) {
      const right = this.both();
      left = right && { kind: "or", left, right };
    }
    return left;
  }

  private both(): PathFilter | undefined {
    let left = this.condition();
    while (left && this.operator("&&")) {
      const right = this.condition();
      left = right && { kind: "and", left, right };
    }
    return left;
  }

  private condition(): PathFilter | undefined {
    this.blanks();
    if (this.take("!")) {
      const operand = this.condition();
      return operand && { kind: "not", operand };
    }
    if (this.take("(")) {
      const inner = this.either();
      this.blanks();
      return inner && this.take(")") ? inner : undefined;
    }
    return this.comparison();
  }

  private comparison(): PathFilter | undefined {
    const left = this.operand();
    if (left === undefined) return undefined;
    this.blanks();
    const operator = this.match(COMPARISON);
    if (operator === undefined) return left.kind === "path" ? { kind: "exists", operand: left } : undefined;
    this.blanks();
    const right = this.operand();
    return right && { kind: "compare", operator, left, right };
  }

  private operand(): FilterOperand | undefined {
    const next = this.peek();
    if (next === "@" || next === "$") {
      const path = this.path();
      return path && { kind: "path", path };
    }
    if (next === "'" || next === '"') {
      const value = this.quoted();
      return value === undefined ? undefined : { kind: "literal", value };
    }
    return this.scalar();
  }

  private operator(text: string): boolean {
    this.blanks();
    return this.take(text);
  }

  private quoted(): string | undefined {
    const quote = this.peek();
    if (quote !== "'" && quote !== '"') return undefined;
    let value = "";
    for (let at = this.position + 1; at < this.text.length; at++) {
      const character = this.text[at]!;
      if (character === quote) {
        this.position = at + 1;
        return value;
      }
      value += character === "\\" && at + 1 < this.text.length ? this.text[++at]! : character;
    }
    return undefined;
  }

  private integer(): number | undefined {
    const digits = this.match(NUMBER);
    return digits === undefined ? undefined : Number(digits);
  }
}
