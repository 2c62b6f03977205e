import type { Json } from "../../contracts/json.ts";
import type { Statement } from "./ast.ts";
import { evaluate, evaluateArguments, setMember } from "./evaluate.ts";
import { filters } from "./filters.ts";
import { Frame, type Macro } from "./frame.ts";
import type { Arguments } from "./invocation-arguments.ts";
import { type Meter, RenderFault } from "./meter.ts";
import type { Rendering } from "./rendering.ts";
import { isTrue, itemsOf, printed, type Value } from "./values.ts";

type Flow = "next" | "break" | "continue";

/** A rendering that has not begun. */
export function newRendering(meter: Meter): Rendering {
  const rendering: Rendering = {
    meter,
    namespaces: new WeakSet(),
    callMacro: (macro, args) => renderMacro(macro, args, null, rendering),
  };
  return rendering;
}

/** The text of a body. @throws RenderFault */
export function renderBody(body: Statement[], frame: Frame, rendering: Rendering): string {
  const output = new Output(rendering.meter);
  renderInto(output, body, frame, rendering);
  return output.text();
}

/** The text of a macro's body; `caller` is the body of the call block that called it. */
function renderMacro(macro: Macro, args: Arguments, caller: Macro | null, rendering: Rendering): string {
  return rendering.meter.nested(() => {
    const frame = new Frame(macro.frame);
    if (args.positional.length > macro.parameters.length) {
      throw new RenderFault(`macro "${macro.name}" takes ${macro.parameters.length} arguments at most`);
    }
    for (const [index, { name, fallback }] of macro.parameters.entries()) {
      const given = args.value(index, name);
      const isDefault = given === undefined && fallback !== null;
      frame.set(name, isDefault ? evaluate(fallback, frame, rendering) : given);
    }
    if (caller !== null) frame.defineMacro(caller);
    return renderBody(macro.body, frame, rendering);
  });
}

class Output {
  private readonly parts: string[] = [];
  private length = 0;
  private readonly meter: Meter;

  constructor(meter: Meter) {
    this.meter = meter;
  }

  write(text: string): void {
    this.length += text.length;
    this.meter.chargeText(this.length > this.meter.bounds.outputBytes ? this.length : text.length);
    this.parts.push(text);
  }

  text(): string {
    return this.parts.join("");
  }
}

function renderInto(output: Output, body: Statement[], frame: Frame, rendering: Rendering): Flow {
  return rendering.meter.nested(() => {
    for (const statement of body) {
      rendering.meter.charge(1);
      const flow = renderStatement(output, statement, frame, rendering);
      if (flow !== "next") return flow;
    }
    return "next";
  });
}

function renderStatement(output: Output, statement: Statement, frame: Frame, rendering: Rendering): Flow {
  switch (statement.kind) {
    case "text":
      output.write(statement.text);
      return "next";
    case "output":
      output.write(printed(evaluate(statement.expression, frame, rendering), rendering.meter));
      return "next";
    case "if": {
      const branch = statement.branches.find(({ condition }) =>
        isTrue(evaluate(condition, frame, rendering)),
      );
      return renderInto(output, branch?.body ?? statement.otherwise, frame, rendering);
    }
    case "for":
      return renderLoop(output, statement, frame, rendering);
    case "break":
    case "continue":
      return statement.kind;
    default:
      renderDefinition(output, statement, frame, rendering);
      return "next";
  }
}

type Definition = Exclude<Statement, { kind: "text" | "output" | "if" | "for" | "break" | "continue" }>;

function renderDefinition(output: Output, statement: Definition, frame: Frame, rendering: Rendering): void {
  switch (statement.kind) {
    case "set":
      assign(frame, statement.targets, evaluate(statement.value, frame, rendering), rendering.meter);
      return;
    case "set-member": {
      const object = evaluate(statement.object, frame, rendering);
      setMember(object, statement.property, evaluate(statement.value, frame, rendering), rendering);
      return;
    }
    case "set-block":
      frame.set(statement.target, renderBody(statement.body, new Frame(frame), rendering));
      return;
    case "macro":
      frame.defineMacro({ ...statement, frame });
      return;
    case "call-block": {
      const macro = frame.macro(statement.call.name);
      if (macro === undefined) throw new RenderFault(`"${statement.call.name}" is not a macro`);
      const caller = { name: "caller", parameters: statement.parameters, body: statement.body, frame };
      output.write(
        renderMacro(macro, evaluateArguments(statement.call.args, frame, rendering), caller, rendering),
      );
      return;
    }
    case "filter-block": {
      const { name, args } = statement.filter;
      const text = renderBody(statement.body, new Frame(frame), rendering);
      const filtered = filters[name]?.(text, evaluateArguments(args, frame, rendering), rendering.meter);
      output.write(printed(filtered, rendering.meter));
    }
  }
}

function renderLoop(
  output: Output,
  loop: Extract<Statement, { kind: "for" }>,
  frame: Frame,
  rendering: Rendering,
): Flow {
  const { meter } = rendering;
  const all = itemsOf(evaluate(loop.iterable, frame, rendering), meter);
  meter.chargeIterations(all.length);
  const items = loop.condition === null ? all : all.filter((item) => passes(item, loop, frame, rendering));
  if (items.length === 0) return renderInto(output, loop.otherwise, new Frame(frame), rendering);
  for (const [index, item] of items.entries()) {
    const round = new Frame(frame);
    assign(round, loop.targets, item, meter);
    round.set("loop", loopState(items, index));
    if (renderInto(output, loop.body, round, rendering) === "break") break;
  }
  return "next";
}

function passes(
  item: Json,
  loop: Extract<Statement, { kind: "for" }>,
  frame: Frame,
  rendering: Rendering,
): boolean {
  const round = new Frame(frame);
  assign(round, loop.targets, item, rendering.meter);
  return loop.condition === null || isTrue(evaluate(loop.condition, round, rendering));
}

function loopState(items: Json[], index: number): Json {
  return {
    index: index + 1,
    index0: index,
    revindex: items.length - index,
    revindex0: items.length - index - 1,
    first: index === 0,
    last: index === items.length - 1,
    length: items.length,
    previtem: items[index - 1] ?? null,
    nextitem: items[index + 1] ?? null,
  };
}

function assign(frame: Frame, targets: string[], value: Value, meter: Meter): void {
  const [only] = targets;
  if (targets.length === 1 && only !== undefined) {
    frame.set(only, value);
    return;
  }
  const items = itemsOf(value, meter);
  if (items.length !== targets.length) {
    throw new RenderFault(`${targets.length} names cannot take ${items.length} items`);
  }
  for (const [index, target] of targets.entries()) frame.set(target, items[index]);
}
