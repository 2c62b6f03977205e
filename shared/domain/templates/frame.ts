import type { JsonObject } from "../../contracts/json.ts";
import type { Parameter, Statement } from "./ast.ts";
import type { Value } from "./values.ts";

/** A macro, or the body of a call block (`caller`), with the frame it was defined in. */
export interface Macro {
  name: string;
  parameters: Parameter[];
  body: Statement[];
  frame: Frame;
}

/** The names of one block; macros are not values, so a template cannot pass or print them. */
export class Frame {
  private readonly values: Map<string, Value>;
  private readonly macros = new Map<string, Macro>();
  private readonly parent: Frame | null;

  constructor(parent: Frame | null, values: JsonObject = {}) {
    this.parent = parent;
    this.values = new Map(Object.entries(values));
  }

  get(name: string): Value {
    return this.values.has(name) ? this.values.get(name) : this.parent?.get(name);
  }

  set(name: string, value: Value): void {
    this.values.set(name, value);
  }

  macro(name: string): Macro | undefined {
    return this.macros.get(name) ?? this.parent?.macro(name);
  }

  defineMacro(macro: Macro): void {
    this.macros.set(macro.name, macro);
  }
}
