import { partsLeftOut } from "./held-types.ts";
import type { LeftOut } from "./emulator-template.ts";

/** What an emulator does not get, in lines: whole stacks, kinds of resources, parts of resources, each with its reason. */
export function describeLeftOut(parts: readonly string[], leftOut: readonly LeftOut[]): string {
  const stacks = parts.map(
    (part) => `  stack ${part}: ${partsLeftOut[part] ?? "not expected in an emulator"}`,
  );
  const kinds = new Map<string, number>();
  for (const { type, part, reason } of leftOut) {
    const line = `${type}${part === undefined ? "" : `, its ${part}`}: ${reason}`;
    kinds.set(line, (kinds.get(line) ?? 0) + 1);
  }
  const resources = [...kinds].map(([line, count]) => `  ${String(count).padStart(3)} x ${line}`);
  return ["Left out, because an emulator cannot hold it or has no use for it:", ...stacks, ...resources].join(
    "\n",
  );
}
