/** The credentials that this tab holds. They end with the tab: `sessionStorage` is not shared and not kept. */
export interface Session {
  /** An API key or a token of whoever works here. */
  credential: string;
  /** A token of the customer in whose place a newcomer types; null where there is none. */
  customerCredential: string | null;
}

const storageKey = "hil.session";

export function readSession(): Session | null {
  const text = sessionStorage.getItem(storageKey);
  return text === null ? null : (JSON.parse(text) as Session);
}

export function keepSession(session: Session): void {
  sessionStorage.setItem(storageKey, JSON.stringify(session));
}

export function forgetSession(): void {
  sessionStorage.removeItem(storageKey);
}
