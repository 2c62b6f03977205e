import type { Json } from "../../contracts/json.ts";
import { type Meter, RenderFault } from "./meter.ts";
import { kindOf, type Value } from "./values.ts";

/** What a filter, method or function was given, evaluated. */
export class Arguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;

  constructor(positional: readonly Value[] = [], named: ReadonlyMap<string, Value> = new Map()) {
    this.positional = positional;
    this.named = named;
  }

  /** The argument at a place or of a name; undefined when it was not given. */
  value(index: number, name: string): Value {
    return index < this.positional.length ? this.positional[index] : this.named.get(name);
  }

  text(index: number, name: string, fallback?: string): string {
    const value = this.value(index, name) ?? fallback;
    if (typeof value !== "string") throw new RenderFault(`"${name}" must be a text, not ${kindOf(value)}`);
    return value;
  }

  integer(index: number, name: string, fallback?: number): number {
    const value = this.value(index, name) ?? fallback;
    if (typeof value !== "number" || !Number.isSafeInteger(value)) {
      throw new RenderFault(`"${name}" must be a whole number`);
    }
    return value;
  }

  flag(index: number, name: string): boolean {
    return this.value(index, name) === true;
  }

  /** The arguments after the first `count` positional ones. */
  after(count: number): Arguments {
    return new Arguments(this.positional.slice(count), this.named);
  }
}

export type Operation = (value: Value, args: Arguments, meter: Meter) => Value;

/** The value as text, or a fault that says what was expected. */
export function textOf(value: Value): string {
  if (typeof value === "string") return value;
  throw new RenderFault(`a text is expected, not ${kindOf(value)}`);
}

export function numberOf(value: Value): number {
  if (typeof value === "number") return value;
  throw new RenderFault(`a number is expected, not ${kindOf(value)}`);
}

export function listOf(value: Value): Json[] {
  if (Array.isArray(value)) return value;
  throw new RenderFault(`a list is expected, not ${kindOf(value)}`);
}

/** A finite number, or a fault: JSON has no other. */
export function finite(value: number): number {
  if (!Number.isFinite(value)) throw new RenderFault("a calculation does not give a finite number");
  return value;
}
