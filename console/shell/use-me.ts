import { createContext, useContext } from "react";
import type { MeView } from "../../shared/contracts/api/me.ts";
import type { Scope } from "../../shared/contracts/principal.ts";

const MeContext = createContext<MeView | null>(null);
export const MeProvider = MeContext.Provider;

/** Who is signed in. */
export function useMe(): MeView {
  const me = useContext(MeContext);
  if (me === null) throw new Error("Nobody is signed in above this component.");
  return me;
}

/** Whether they may do any of these. */
export function useMay(...scopes: Scope[]): boolean {
  const { scopes: held } = useMe();
  return scopes.some((scope) => held.includes(scope));
}
