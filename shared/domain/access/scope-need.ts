import type { Scope } from "../../contracts/principal.ts";

/** One scope, or several that are needed together. */
export type ScopeNeed = Scope | readonly Scope[];

export function meets(held: readonly Scope[], need: ScopeNeed): boolean {
  return scopesIn(need).every((scope) => held.includes(scope));
}

export function scopesIn(need: ScopeNeed): readonly Scope[] {
  return typeof need === "string" ? [need] : need;
}
