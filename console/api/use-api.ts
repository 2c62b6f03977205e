import { createContext, useContext } from "react";
import type { Api } from "./api.ts";

const ApiContext = createContext<Api | null>(null);
export const ApiProvider = ApiContext.Provider;

/** The API as whoever is signed in sees it; inside the chat widget, as the customer does. */
export function useApi(): Api {
  const api = useContext(ApiContext);
  if (api === null) throw new Error("Nobody is signed in above this component.");
  return api;
}
