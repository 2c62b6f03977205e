import type { Expression, Invocation, Offset, Parameter, Statement } from "./ast.ts";
import { locationOf, parseTemplate } from "./parse-template.ts";
import { TemplateSyntaxError } from "./scan-tags.ts";

/** A name that a template reads from its scope: `order.lines[0].sku` is root `order`, path `lines`, `0`, `sku`. */
export interface TemplateName {
  root: string;
  /** As far as it is known without rendering. */
  path: string[];
  line?: number;
  column?: number;
}

export interface TemplateProblem {
  message: string;
  line: number;
  column: number;
}

/** What a template refers to, without the names it defines itself, and what is wrong with it. Never throws. */
export function templateNames(source: string): { names: TemplateName[]; problems: TemplateProblem[] } {
  try {
    const { body, mistakes } = parseTemplate(source);
    const finder = new NameFinder();
    finder.body(body, new Set(functions));
    const problems = [...mistakes, ...finder.mistakes].map(({ message, at }) => ({
      message,
      ...locationOf(source, at ?? 0),
    }));
    const names = finder.names.map(({ root, path, at }) => ({
      root,
      path,
      ...(at === null ? {} : locationOf(source, at)),
    }));
    return { names, problems };
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    return { names: [], problems: [{ message: error.message, ...locationOf(source, error.at) }] };
  }
}

const functions = ["range()", "dict()", "namespace()"];

/** Walks a template with the set of names it has defined so far; functions and macros stand in it as `name()`. */
class NameFinder {
  readonly names: { root: string; path: string[]; at: Offset }[] = [];
  readonly mistakes: { message: string; at: Offset }[] = [];

  body(statements: Statement[], local: Set<string>): void {
    for (const statement of statements) this.statement(statement, local);
  }

  private statement(statement: Statement, local: Set<string>): void {
    switch (statement.kind) {
      case "output":
        this.expression(statement.expression, local);
        return;
      case "if":
        for (const { condition, body } of statement.branches) {
          this.expression(condition, local);
          this.body(body, local);
        }
        this.body(statement.otherwise, local);
        return;
      case "for": {
        this.expression(statement.iterable, local);
        const inner = new Set([...local, ...statement.targets]);
        if (statement.condition !== null) this.expression(statement.condition, inner);
        this.body(statement.body, inner.add("loop"));
        this.body(statement.otherwise, new Set(local));
        return;
      }
      case "set":
        this.expression(statement.value, local);
        for (const target of statement.targets) local.add(target);
        return;
      case "set-member":
        this.expression(statement.object, local);
        this.expression(statement.value, local);
        return;
      case "set-block":
        this.body(statement.body, new Set(local));
        local.add(statement.target);
        return;
      case "macro":
        local.add(`${statement.name}()`);
        this.callable(statement, new Set(local).add("caller()"));
        return;
      case "call-block":
        this.call(statement.call, local);
        this.callable(statement, new Set(local));
        return;
      case "filter-block":
        this.arguments(statement.filter, local);
        this.body(statement.body, new Set(local));
        return;
      default:
    }
  }

  private callable(callable: { parameters: Parameter[]; body: Statement[] }, local: Set<string>): void {
    for (const { name, fallback } of callable.parameters) {
      if (fallback !== null) this.expression(fallback, local);
      local.add(name);
    }
    this.body(callable.body, local);
  }

  private expression(expression: Expression, local: Set<string>): void {
    const visit = (...parts: Expression[]): void => {
      for (const part of parts) this.expression(part, local);
    };
    switch (expression.kind) {
      case "name":
      case "member":
        this.path(expression, [], local);
        return;
      case "list":
        visit(...expression.items);
        return;
      case "object":
        visit(...expression.entries.flat());
        return;
      case "slice":
        visit(expression.object, expression.start, expression.stop, expression.step);
        return;
      case "call":
        this.call(expression.call, local);
        return;
      case "method":
        visit(expression.object);
        this.arguments(expression.call, local);
        return;
      case "filter":
        visit(expression.operand);
        this.arguments(expression.filter, local);
        return;
      case "test":
      case "unary":
        visit(expression.operand);
        return;
      case "logical":
      case "binary":
        visit(expression.left, expression.right);
        return;
      case "choice":
        visit(expression.condition, expression.yes, expression.no);
        return;
      default:
    }
  }

  /** Follows members with known names down to the name they start from. */
  private path(expression: Expression, path: string[], local: Set<string>): void {
    if (expression.kind === "name") {
      if (!local.has(expression.name)) this.names.push({ root: expression.name, path, at: expression.at });
      return;
    }
    if (expression.kind !== "member") {
      this.expression(expression, local);
      return;
    }
    const { object, property } = expression;
    const part = property.kind === "literal" ? property.value : null;
    if (typeof part === "string" || typeof part === "number") {
      this.path(object, [String(part), ...path], local);
      return;
    }
    this.expression(property, local);
    // What comes after an unknown part cannot be told, so the path ends before it.
    this.path(object, [], local);
  }

  private call(call: Invocation, local: Set<string>): void {
    if (!local.has(`${call.name}()`)) {
      this.mistakes.push({ message: `unknown function "${call.name}"`, at: call.at });
    }
    this.arguments(call, local);
  }

  private arguments({ args }: Invocation, local: Set<string>): void {
    for (const argument of args.positional) this.expression(argument, local);
    for (const [, argument] of args.named) this.expression(argument, local);
  }
}
