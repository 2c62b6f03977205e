import type { Json } from "../../contracts/json.ts";

/** A place in a template: an offset into its source, or null where it is not known. */
export type Offset = number | null;

export interface CallArguments {
  positional: Expression[];
  named: [name: string, value: Expression][];
}

/** A filter, function, macro or method by its name, with what it is given. */
export interface Invocation {
  name: string;
  at: Offset;
  args: CallArguments;
}

export type BinaryOperator =
  | "+"
  | "-"
  | "*"
  | "/"
  | "//"
  | "%"
  | "**"
  | "~"
  | "=="
  | "!="
  | "<"
  | "<="
  | ">"
  | ">="
  | "in"
  | "not in";

export type Expression =
  | { kind: "literal"; value: Json }
  | { kind: "list"; items: Expression[] }
  | { kind: "object"; entries: [key: Expression, value: Expression][] }
  | { kind: "name"; name: string; at: Offset }
  | { kind: "member"; object: Expression; property: Expression }
  | { kind: "slice"; object: Expression; start: Expression; stop: Expression; step: Expression }
  | { kind: "call"; call: Invocation }
  | { kind: "method"; object: Expression; call: Invocation }
  | { kind: "filter"; operand: Expression; filter: Invocation }
  | { kind: "test"; operand: Expression; negated: boolean; test: string; at: Offset }
  | { kind: "unary"; operator: "not" | "-" | "+"; operand: Expression }
  | { kind: "logical"; operator: "and" | "or"; left: Expression; right: Expression }
  | { kind: "binary"; operator: BinaryOperator; left: Expression; right: Expression }
  | { kind: "choice"; condition: Expression; yes: Expression; no: Expression };

export interface Parameter {
  name: string;
  fallback: Expression | null;
}

export type Statement =
  | { kind: "text"; text: string }
  | { kind: "output"; expression: Expression }
  | { kind: "if"; branches: { condition: Expression; body: Statement[] }[]; otherwise: Statement[] }
  | {
      kind: "for";
      targets: string[];
      iterable: Expression;
      condition: Expression | null;
      body: Statement[];
      otherwise: Statement[];
    }
  | { kind: "set"; targets: string[]; value: Expression }
  | { kind: "set-member"; object: Expression; property: string; value: Expression }
  | { kind: "set-block"; target: string; body: Statement[] }
  | { kind: "macro"; name: string; parameters: Parameter[]; body: Statement[] }
  | { kind: "call-block"; call: Invocation; parameters: Parameter[]; body: Statement[] }
  | { kind: "filter-block"; filter: Invocation; body: Statement[] }
  | { kind: "break" }
  | { kind: "continue" };

/** A mistake in a template, found without rendering it. */
export interface TemplateMistake {
  message: string;
  at: Offset;
}

export interface ParsedTemplate {
  body: Statement[];
  mistakes: TemplateMistake[];
}
