import type { Json } from "../../contracts/json.ts";
import type {
  BinaryOperator,
  CallArguments,
  Expression,
  Invocation,
  Offset,
  TemplateMistake,
} from "./ast.ts";
import { filters } from "./filters.ts";
import { methods } from "./methods.ts";
import { tests } from "./tests-of-values.ts";
import { decodeName } from "./tokenize-tag.ts";

/** A node of the library's tree; each type has its own fields. */
export interface LibraryNode {
  type: string;
  [field: string]: unknown;
}
export type Children = LibraryNode[];

const nothing: Expression = { kind: "literal", value: null };

/** Lowers expressions, and collects what is wrong with them. */
export class Lowering {
  readonly mistakes: TemplateMistake[] = [];
  private depth = 0;
  private readonly maxNesting: number;

  constructor(maxNesting: number) {
    this.maxNesting = maxNesting;
  }

  mistake(message: string, at: Offset): void {
    if (this.mistakes.length < 50) this.mistakes.push({ message, at });
  }

  /** Runs `work` one level deeper; too deep it is a mistake, and `instead` stands for the result. */
  nested<T>(work: () => T, instead: T): T {
    if (this.depth >= this.maxNesting) {
      if (!this.mistakes.some(({ message }) => message.includes("nested"))) {
        this.mistake(`the template is nested deeper than ${this.maxNesting}`, null);
      }
      return instead;
    }
    this.depth += 1;
    const result = work();
    this.depth -= 1;
    return result;
  }

  expression(node: LibraryNode): Expression {
    return this.nested(() => this.lower(node), nothing);
  }

  name(node: LibraryNode): { name: string; at: Offset } {
    if (node.type === "Identifier") return decodeName(node["value"] as string);
    this.mistake("a name is expected here", null);
    return { name: "", at: null };
  }

  filter(node: LibraryNode): Invocation {
    const isCall = node.type === "CallExpression";
    const { name, at } = this.name(isCall ? field(node, "callee") : node);
    if (!Object.hasOwn(filters, name)) this.mistake(`unknown filter "${name}"`, at);
    return { name, at, args: this.callArguments(isCall ? list(node, "args") : []) };
  }

  callArguments(nodes: Children): CallArguments {
    const positional: Expression[] = [];
    const named: [string, Expression][] = [];
    for (const node of nodes) {
      if (node.type === "SpreadExpression" || node.type === "KeywordSpreadExpression") {
        this.mistake("arguments cannot be unpacked with * or **", null);
      } else if (node.type === "KeywordArgumentExpression") {
        named.push([this.name(field(node, "key")).name, this.expression(field(node, "value"))]);
      } else {
        positional.push(this.expression(node));
      }
    }
    return { positional, named };
  }

  private lower(node: LibraryNode): Expression {
    switch (node.type) {
      case "IntegerLiteral":
      case "FloatLiteral":
      case "StringLiteral":
        return { kind: "literal", value: node["value"] as Json };
      case "ArrayLiteral":
      case "TupleLiteral":
        return { kind: "list", items: list(node, "value").map((item) => this.expression(item)) };
      case "ObjectLiteral":
        return this.lowerObject(node["value"] as Map<LibraryNode, LibraryNode>);
      case "Identifier":
        return this.lowerName(node);
      case "MemberExpression":
        return this.lowerMember(node);
      case "CallExpression":
        return this.lowerCall(node);
      case "FilterExpression":
        return {
          kind: "filter",
          operand: this.expression(field(node, "operand")),
          filter: this.filter(field(node, "filter")),
        };
      case "TestExpression":
        return this.lowerTest(node);
      case "UnaryExpression":
        return {
          kind: "unary",
          operator: decodeName(operatorOf(node)).name as "not" | "-" | "+",
          operand: this.expression(field(node, "argument")),
        };
      case "BinaryExpression":
        return this.lowerBinary(node);
      case "Ternary":
        return this.lowerChoice(node, "condition", "trueExpr", field(node, "falseExpr"));
      case "SelectExpression":
        return this.lowerChoice(node, "test", "lhs", null);
      default:
        this.mistake("this expression is not supported", null);
        return nothing;
    }
  }

  private lowerName(node: LibraryNode): Expression {
    const { name, at } = this.name(node);
    if (name === "true" || name === "True") return { kind: "literal", value: true };
    if (name === "false" || name === "False") return { kind: "literal", value: false };
    if (name === "none" || name === "None" || name === "null") return nothing;
    return { kind: "name", name, at };
  }

  private lowerObject(entries: Map<LibraryNode, LibraryNode>): Expression {
    const lowered = [...entries].map(([key, value]): [Expression, Expression] => [
      this.expression(key),
      this.expression(value),
    ]);
    return { kind: "object", entries: lowered };
  }

  private lowerMember(node: LibraryNode): Expression {
    const object = this.expression(field(node, "object"));
    const property = field(node, "property");
    if (property.type === "SliceExpression") {
      const part = (name: string): Expression =>
        property[name] === undefined ? nothing : this.expression(field(property, name));
      return { kind: "slice", object, start: part("start"), stop: part("stop"), step: part("step") };
    }
    if (node["computed"] === true) return { kind: "member", object, property: this.expression(property) };
    const value =
      property.type === "Identifier"
        ? decodeName(property["value"] as string).name
        : (property["value"] as number);
    return { kind: "member", object, property: { kind: "literal", value } };
  }

  private lowerCall(node: LibraryNode): Expression {
    const callee = field(node, "callee");
    const args = this.callArguments(list(node, "args"));
    if (callee.type === "Identifier") return { kind: "call", call: { ...this.name(callee), args } };
    if (callee.type !== "MemberExpression" || callee["computed"] === true) {
      this.mistake("only functions, macros and methods can be called", null);
      return nothing;
    }
    const { name, at } = this.name(field(callee, "property"));
    if (!Object.hasOwn(methods, name)) this.mistake(`unknown method "${name}"`, at);
    return { kind: "method", object: this.expression(field(callee, "object")), call: { name, at, args } };
  }

  private lowerTest(node: LibraryNode): Expression {
    const { name, at } = this.name(field(node, "test"));
    if (!Object.hasOwn(tests, name)) this.mistake(`unknown test "${name}"`, at);
    const operand = this.expression(field(node, "operand"));
    return { kind: "test", operand, negated: node["negate"] === true, test: name, at };
  }

  private lowerBinary(node: LibraryNode): Expression {
    const operator = operatorOf(node);
    const left = this.expression(field(node, "left"));
    const right = this.expression(field(node, "right"));
    if (operator === "and" || operator === "or") return { kind: "logical", operator, left, right };
    return { kind: "binary", operator: operator as BinaryOperator, left, right };
  }

  private lowerChoice(node: LibraryNode, condition: string, yes: string, no: LibraryNode | null): Expression {
    return {
      kind: "choice",
      condition: this.expression(field(node, condition)),
      yes: this.expression(field(node, yes)),
      no: no === null ? nothing : this.expression(no),
    };
  }
}

function operatorOf(node: LibraryNode): string {
  return (node["operator"] as { value: string }).value;
}

function field(node: LibraryNode, key: string): LibraryNode {
  return node[key] as LibraryNode;
}

function list(node: LibraryNode, key: string): Children {
  return node[key] as Children;
}
