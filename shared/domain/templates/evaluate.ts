import type { Json } from "../../contracts/json.ts";
import type { BinaryOperator, CallArguments, Expression, Invocation } from "./ast.ts";
import { filters } from "./filters.ts";
import type { Frame } from "./frame.ts";
import { Arguments, finite, listOf } from "./invocation-arguments.ts";
import { methods } from "./methods.ts";
import { RenderFault } from "./meter.ts";
import type { Rendering } from "./rendering.ts";
import { tests } from "./tests-of-values.ts";
import {
  areEqual,
  compare,
  contains,
  isNothing,
  isObject,
  isTrue,
  kindOf,
  memberOf,
  printed,
  type Value,
} from "./values.ts";

/** The value of an expression. @throws RenderFault */
export function evaluate(expression: Expression, frame: Frame, rendering: Rendering): Value {
  rendering.meter.charge(1);
  return rendering.meter.nested(() => evaluateKind(expression, frame, rendering));
}

function evaluateKind(expression: Expression, frame: Frame, rendering: Rendering): Value {
  const { meter } = rendering;
  const value = (part: Expression): Value => evaluate(part, frame, rendering);
  switch (expression.kind) {
    case "literal":
      return expression.value;
    case "name":
      meter.at = expression.at;
      return frame.get(expression.name);
    case "list":
      return expression.items.map((item) => value(item) ?? null);
    case "object":
      return Object.fromEntries(
        expression.entries.map(([key, item]) => [keyOf(value(key)), value(item) ?? null]),
      );
    case "member":
      return memberOf(value(expression.object), value(expression.property));
    case "slice":
      return sliced(
        value(expression.object),
        [expression.start, expression.stop, expression.step].map(value),
        rendering,
      );
    case "call":
      return called(expression.call, frame, rendering);
    case "method":
      return applied(methods, value(expression.object), expression.call, frame, rendering);
    case "filter":
      return applied(filters, value(expression.operand), expression.filter, frame, rendering);
    case "test":
      return tests[expression.test]?.(value(expression.operand)) !== expression.negated;
    case "unary":
      return unary(expression.operator, value(expression.operand));
    case "logical": {
      const left = value(expression.left);
      return isTrue(left) === (expression.operator === "and") ? value(expression.right) : left;
    }
    case "binary":
      return binary(expression.operator, value(expression.left), value(expression.right), rendering);
    default:
      return value(isTrue(value(expression.condition)) ? expression.yes : expression.no);
  }
}

function keyOf(value: Value): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  throw new RenderFault(`the key of an object must be a text, not ${kindOf(value)}`);
}

function applied(
  operations: typeof filters,
  operand: Value,
  invocation: Invocation,
  frame: Frame,
  rendering: Rendering,
): Value {
  const args = evaluateArguments(invocation.args, frame, rendering);
  const operation = Object.hasOwn(operations, invocation.name) ? operations[invocation.name] : undefined;
  if (operation === undefined) throw new RenderFault(`"${invocation.name}" is not known`);
  rendering.meter.at = invocation.at;
  if (typeof operand === "string") rendering.meter.charge(operand.length / 16);
  if (Array.isArray(operand)) rendering.meter.charge(operand.length);
  const result = operation(operand, args, rendering.meter);
  if (typeof result === "string") rendering.meter.chargeText(result.length);
  return result;
}

/** Evaluates what stands between the parentheses of a call. */
export function evaluateArguments(args: CallArguments, frame: Frame, rendering: Rendering): Arguments {
  const positional = args.positional.map((argument) => evaluate(argument, frame, rendering));
  const named = args.named.map(([name, argument]): [string, Value] => [
    name,
    evaluate(argument, frame, rendering),
  ]);
  return new Arguments(positional, new Map(named));
}

function called(call: Invocation, frame: Frame, rendering: Rendering): Value {
  const args = evaluateArguments(call.args, frame, rendering);
  rendering.meter.at = call.at;
  const macro = frame.macro(call.name);
  if (macro !== undefined) return rendering.callMacro(macro, args);
  if (call.name === "range") return range(args, rendering);
  if (call.name === "dict")
    return Object.fromEntries([...args.named].map(([key, item]) => [key, item ?? null]));
  if (call.name === "namespace") {
    const created = Object.fromEntries([...args.named].map(([key, item]) => [key, item ?? null]));
    rendering.namespaces.add(created);
    return created;
  }
  throw new RenderFault(`"${call.name}" is not a function or macro`);
}

function range(args: Arguments, rendering: Rendering): Json[] {
  const first = args.integer(0, "start");
  const hasStop = args.value(1, "stop") !== undefined;
  const [start, stop] = hasStop ? [first, args.integer(1, "stop")] : [0, first];
  const step = args.integer(2, "step", 1);
  if (step === 0) throw new RenderFault('"step" must not be 0');
  const length = Math.max(0, Math.ceil((stop - start) / step));
  if (length > rendering.meter.bounds.iterations) {
    throw new RenderFault(`a range is longer than ${rendering.meter.bounds.iterations}`);
  }
  rendering.meter.charge(length);
  return Array.from({ length }, (_, index) => start + index * step);
}

function sliced(object: Value, parts: Value[], rendering: Rendering): Value {
  const [start, stop, step] = parts.map((part) => {
    if (!isNothing(part) && !Number.isInteger(part)) throw new RenderFault("a slice takes whole numbers");
    return part as number | null | undefined;
  });
  if (isNothing(object)) return undefined;
  if (!isNothing(step) && step !== 1) return stepped(object, [start, stop, step], rendering);
  const items = typeof object === "string" ? object : listOf(object);
  rendering.meter.charge(typeof items === "string" ? items.length / 64 : items.length);
  return items.slice(start ?? 0, stop ?? items.length);
}

function stepped(
  object: Json,
  [start, stop, step]: (number | null | undefined)[],
  rendering: Rendering,
): Value {
  const items = typeof object === "string" ? object : listOf(object);
  rendering.meter.charge(items.length);
  const by = step ?? 1;
  if (by === 0) throw new RenderFault("the step of a slice must not be 0");
  const [least, most] = by > 0 ? [0, items.length] : [-1, items.length - 1];
  const clamp = (at: number): number => Math.min(Math.max(at < 0 ? at + items.length : at, least), most);
  const from = isNothing(start) ? (by > 0 ? least : most) : clamp(start);
  const to = isNothing(stop) ? (by > 0 ? most : least) : clamp(stop);
  const places: number[] = [];
  for (let at = from; by > 0 ? at < to : at > to; at += by) places.push(at);
  if (typeof items === "string") return places.map((at) => items[at]).join("");
  return places.map((at) => items[at] ?? null);
}

function unary(operator: "not" | "-" | "+", operand: Value): Value {
  if (operator === "not") return !isTrue(operand);
  if (typeof operand !== "number") throw new RenderFault(`${kindOf(operand)} has no sign`);
  return operator === "-" ? -operand : operand;
}

function binary(operator: BinaryOperator, left: Value, right: Value, { meter }: Rendering): Value {
  switch (operator) {
    case "==":
      return areEqual(left, right, meter);
    case "!=":
      return !areEqual(left, right, meter);
    case "<":
      return compare(left, right) < 0;
    case "<=":
      return compare(left, right) <= 0;
    case ">":
      return compare(left, right) > 0;
    case ">=":
      return compare(left, right) >= 0;
    case "in":
      return contains(right, left, meter);
    case "not in":
      return !contains(right, left, meter);
    case "~":
      return joined(printed(left, meter), printed(right, meter));
    case "+":
      return added(left, right);
    default:
      return calculated(operator, left, right);
  }

  function joined(first: string, second: string): string {
    meter.chargeText(first.length + second.length);
    return first + second;
  }

  function added(first: Value, second: Value): Value {
    if (typeof first === "string" && typeof second === "string") return joined(first, second);
    if (!Array.isArray(first) || !Array.isArray(second)) return calculated("+", first, second);
    meter.charge(first.length + second.length);
    return [...first, ...second];
  }
}

function calculated(operator: BinaryOperator, left: Value, right: Value): number {
  if (typeof left !== "number" || typeof right !== "number") {
    throw new RenderFault(`"${operator}" cannot take ${kindOf(left)} and ${kindOf(right)}`);
  }
  const divides = operator === "/" || operator === "//" || operator === "%";
  if (divides && right === 0) throw new RenderFault("division by zero");
  switch (operator) {
    case "+":
      return finite(left + right);
    case "-":
      return finite(left - right);
    case "*":
      return finite(left * right);
    case "/":
      return finite(left / right);
    case "//":
      return finite(Math.floor(left / right));
    case "%":
      // As in Python, the result has the sign of the divisor.
      return finite(left - Math.floor(left / right) * right);
    case "**":
      return finite(left ** right);
    default:
      throw new RenderFault(`"${operator}" is not an operator of numbers`);
  }
}

/** Sets a property of an object that `namespace()` made; other values never change. */
export function setMember(object: Value, property: string, value: Value, rendering: Rendering): void {
  if (!isObject(object) || !rendering.namespaces.has(object)) {
    throw new RenderFault("only a property of a namespace can be set");
  }
  Object.defineProperty(object, property, {
    value: value ?? null,
    enumerable: true,
    configurable: true,
    writable: true,
  });
}
