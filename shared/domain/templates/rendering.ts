import type { Macro } from "./frame.ts";
import type { Arguments } from "./invocation-arguments.ts";
import type { Meter } from "./meter.ts";

/** One rendering: its meter, the objects that its template may change, and how a macro's text is made. */
export interface Rendering {
  meter: Meter;
  namespaces: WeakSet<object>;
  callMacro(macro: Macro, args: Arguments): string;
}
