import { MAX_DEPTH, MAX_NODES, tooLarge } from "../limits.ts";
import { ProblemError } from "../problem.ts";
import { type Comparator, children, type Expression, type ExpressionOf, type Span } from "./ast.ts";
import { type Token, syntaxError, tokenize } from "./tokens.ts";

/**
 * How strongly a token binds to what stands before it, as the reference implementations have it. That `!` binds more
 * strongly than `.` is theirs too: `!a.b` is `(!a).b`.
 */
const BINDING: Partial<Record<Token["type"], number>> = {
  "|": 1,
  "||": 2,
  "&&": 3,
  "==": 5,
  "!=": 5,
  "<": 5,
  "<=": 5,
  ">": 5,
  ">=": 5,
  "[]": 9,
  "[?": 21,
  ".": 40,
  "[": 55,
};
const STAR_BINDING = 20;
const NOT_BINDING = 45;
/** A projection takes everything that binds more strongly than this into itself. */
const PROJECTION_STOP = 10;

/**
 * Parses a JMESPath expression (https://jmespath.org/specification.html), more strictly than the JavaScript
 * implementations do: what the grammar does not have, such as a missing comma, is an error.
 * Throws a ProblemError at the first mistake, and for expressions beyond the limits.
 */
export function parseJmespath(text: string): Expression {
  const parser = new Parser(tokenize(text));
  const expression = parser.parse();
  checkSize(expression);
  return expression;
}

class Parser {
  readonly #tokens: Token[];
  #position = 0;
  #depth = 0;

  constructor(tokens: Token[]) {
    this.#tokens = tokens;
  }

  parse(): Expression {
    const expression = this.#expression(0);
    if (this.#next.type !== "end") throw this.#unexpected(this.#next);
    return expression;
  }

  get #next(): Token {
    return this.#lookAhead(0);
  }

  #lookAhead(distance: number): Token {
    const token = this.#tokens[Math.min(this.#position + distance, this.#tokens.length - 1)];
    if (token === undefined) throw new Error("a token stream ends with `end`");
    return token;
  }

  #advance(): Token {
    const token = this.#next;
    this.#position++;
    return token;
  }

  #expect(type: Token["type"]): Token {
    if (this.#next.type !== type) throw this.#unexpected(this.#next, type);
    return this.#advance();
  }

  #accept(type: Token["type"]): boolean {
    if (this.#next.type !== type) return false;
    this.#position++;
    return true;
  }

  #expression(binding: number): Expression {
    // One more than the tree may have, so that the tree's own check names the limit.
    if (++this.#depth > MAX_DEPTH + 1) throw tooDeep(this.#next);
    let left = this.#prefix(this.#advance());
    while (binding < (BINDING[this.#next.type] ?? 0)) left = this.#infix(this.#advance(), left);
    this.#depth--;
    return left;
  }

  /** An expression that starts with this token. */
  #prefix(token: Token): Expression {
    const { offset } = token;
    const current: Expression = { type: "current", offset, end: offset };
    switch (token.type) {
      case "literal":
        return { type: "literal", value: token.value, offset, end: token.end };
      case "quoted":
        return { type: "field", name: token.value, quoted: true, offset, end: token.end };
      case "identifier":
        if (this.#next.type === "(") return this.#call(token.value, offset);
        return { type: "field", name: token.value, quoted: false, offset, end: token.end };
      case "@":
        return { type: "current", offset, end: token.end };
      case "!": {
        const operand = this.#expression(NOT_BINDING);
        return { type: "not", operand, offset, end: operand.end };
      }
      case "(": {
        const inner = this.#expression(0);
        this.#expect(")");
        return inner;
      }
      case "*":
        return this.#projection("project-values", current, offset, STAR_BINDING);
      case "[":
        return this.#bracket(current, offset, true);
      case "{":
        return this.#hash(offset);
      case "[?":
      case "[]":
        return this.#infix(token, current);
      default:
        throw this.#unexpected(token);
    }
  }

  /** An expression that goes on with this token. */
  #infix(token: Token, left: Expression): Expression {
    const { offset } = left;
    switch (token.type) {
      case ".":
        if (this.#accept("*")) return this.#projection("project-values", left, offset, BINDING["."] ?? 0);
        return this.#then(left, this.#dotRight(BINDING["."] ?? 0), false);
      case "|":
        return this.#then(left, this.#expression(BINDING["|"] ?? 0), true);
      case "||":
      case "&&": {
        const right = this.#expression(BINDING[token.type] ?? 0);
        return { type: token.type === "||" ? "or" : "and", left, right, offset, end: right.end };
      }
      case "[]": {
        const flat: Expression = { type: "flatten", left, offset, end: token.end };
        return this.#projection("project", flat, offset, BINDING["[]"] ?? 0);
      }
      case "[?":
        return this.#filter(left);
      case "[":
        return this.#bracket(left, offset, false);
      default: {
        const right = this.#expression(BINDING[token.type] ?? 0);
        return { type: "compare", operator: token.type as Comparator, left, right, offset, end: right.end };
      }
    }
  }

  #then(left: Expression, right: Expression, pipe: boolean): Expression {
    return { type: "then", left, right, pipe, offset: left.offset, end: right.end };
  }

  #projection(
    type: "project" | "project-values",
    left: Expression,
    offset: number,
    binding: number,
  ): Expression {
    const right = this.#projectionRight(binding);
    return { type, left, right, offset, end: Math.max(left.end, right.end, this.#previousEnd) };
  }

  #filter(left: Expression): Expression {
    const condition = this.#expression(0);
    this.#expect("]");
    const right = this.#projectionRight(BINDING["[?"] ?? 0);
    return { type: "filter", left, condition, right, offset: left.offset, end: this.#previousEnd };
  }

  get #previousEnd(): number {
    return this.#tokens[this.#position - 1]?.end ?? 0;
  }

  /** What a projection applies to each of its elements: everything up to a pipe, an operator or a `[]`. */
  #projectionRight(binding: number): Expression {
    const { type, offset } = this.#next;
    if (type === "[" || type === "[?") return this.#expression(binding);
    if (this.#accept(".")) return this.#dotRight(binding);
    if ((BINDING[type] ?? 0) < PROJECTION_STOP) return { type: "current", offset, end: offset };
    throw this.#unexpected(this.#next);
  }

  #dotRight(binding: number): Expression {
    const token = this.#next;
    if (token.type === "identifier" || token.type === "quoted" || token.type === "*") {
      return this.#expression(binding);
    }
    if (token.type !== "[" && token.type !== "{") throw this.#unexpected(token);
    this.#advance();
    return token.type === "[" ? this.#list(token.offset) : this.#hash(token.offset);
  }

  /** After `[`: an index, a slice, `*`, or (where an expression may start) a list of expressions. */
  #bracket(left: Expression, offset: number, startsExpression: boolean): Expression {
    const { type } = this.#next;
    if (type === "number" || type === ":") return this.#indexOrSlice(left, offset);
    if (type === "*" && (!startsExpression || this.#lookAhead(1).type === "]")) {
      this.#advance();
      this.#expect("]");
      return this.#projection("project", left, offset, STAR_BINDING);
    }
    if (!startsExpression) throw this.#unexpected(this.#next);
    return this.#list(offset);
  }

  #indexOrSlice(left: Expression, offset: number): Expression {
    const start = this.#optionalNumber();
    if (start !== null && this.#accept("]")) {
      const index: Expression = { type: "index", index: start, offset, end: this.#previousEnd };
      return this.#then(left, index, false);
    }
    this.#expect(":");
    const stop = this.#optionalNumber();
    const step = this.#accept(":") ? this.#step() : 1;
    const { end } = this.#expect("]");
    const slice: Expression = { type: "slice", start, stop, step, offset, end };
    return this.#projection("project", this.#then(left, slice, false), offset, STAR_BINDING);
  }

  #step(): number {
    const token = this.#next;
    const step = this.#optionalNumber() ?? 1;
    if (step !== 0) return step;
    throw syntaxError("A slice's step cannot be 0.", "Leave it out, or write -1.", token.offset, token.end);
  }

  #optionalNumber(): number | null {
    const token = this.#next;
    if (token.type !== "number") return null;
    this.#advance();
    // -0 is 0 as an index.
    return token.value === 0 ? 0 : token.value;
  }

  #list(offset: number): Expression {
    const items: Expression[] = [];
    do items.push(this.#expression(0));
    while (this.#accept(","));
    const { end } = this.#expect("]");
    return { type: "list", items, offset, end };
  }

  #hash(offset: number): Expression {
    const entries: ExpressionOf<"hash">["entries"] = [];
    do {
      const key = this.#advance();
      if (key.type !== "identifier" && key.type !== "quoted") throw this.#unexpected(key);
      this.#expect(":");
      entries.push({ key: key.value, value: this.#expression(0) });
    } while (this.#accept(","));
    const { end } = this.#expect("}");
    return { type: "hash", entries, offset, end };
  }

  #call(name: string, offset: number): Expression {
    this.#expect("(");
    const items: Expression[] = [];
    if (this.#next.type !== ")") {
      do items.push(this.#argument());
      while (this.#accept(","));
    }
    const { end } = this.#expect(")");
    return { type: "call", name, arguments: items, offset, end };
  }

  #argument(): Expression {
    const { offset } = this.#next;
    if (!this.#accept("&")) return this.#expression(0);
    const expression = this.#expression(0);
    return { type: "reference", expression, offset, end: expression.end };
  }

  #unexpected(token: Token, expected?: string): ProblemError {
    if (token.type === "end") {
      return syntaxError(
        expected === undefined
          ? "The expression ends too early."
          : `The expression ends where ${expected} is missing.`,
        "Complete it.",
        Math.max(0, token.offset - 1),
        token.offset,
      );
    }
    const what = "value" in token && token.type !== "literal" ? `${token.value}` : token.type;
    const wanted = expected === undefined ? "" : `; ${expected} is expected here`;
    return syntaxError(`Unexpected ${what}${wanted}.`, this.#hint(token), token.offset, token.end);
  }

  #hint(token: Token): string {
    if (token.type === "number") return `A number is written between backticks: \`${token.value}\`.`;
    if (token.type === "(") return "Only a plain name, without quotes, can be called.";
    if (token.type === "&")
      return "& stands before an argument of sort_by, max_by, min_by and map; and is written &&.";
    if (token.type !== "identifier") return "See https://jmespath.org/specification.html for the grammar.";
    const operators: Record<string, string> = { and: "&&", or: "||", not: "!", is: "==", eq: "==" };
    const operator = operators[token.value.toLowerCase()];
    return operator === undefined
      ? "An operator is missing before it."
      : `In JMESPath it is written ${operator}.`;
  }
}

function checkSize(root: Expression): void {
  let count = 0;
  // A chain such as a.b.c is one level, however long: its left side costs nothing.
  const depthOf = (node: Expression): number => {
    count++;
    const onSpine = "left" in node ? node.left : undefined;
    return children(node).reduce((deepest, child) => {
      return Math.max(deepest, depthOf(child) + (child === onSpine ? 0 : 1));
    }, 1);
  };
  const depth = depthOf(root);
  if (depth > MAX_DEPTH) throw tooDeep(root);
  if (count <= MAX_NODES) return;
  const message = `The expression has ${count} parts; at most ${MAX_NODES} are allowed.`;
  throw new ProblemError(tooLarge(message, root.offset, root.end - root.offset));
}

function tooDeep(span: Span): ProblemError {
  const message = `The expression is nested more than ${MAX_DEPTH} levels deep.`;
  return new ProblemError(tooLarge(message, span.offset, span.end - span.offset));
}
