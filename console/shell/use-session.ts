import { useQueryClient } from "@tanstack/react-query";
import { createContext, useCallback, useContext, useEffect, useState } from "react";
import { forgetSession, keepSession, readSession, type Session } from "../api/session.ts";
import { redeemCode, takeCode } from "./redeem-code.ts";

export interface SessionState {
  session: Session | null;
  /** A code is being exchanged. */
  arriving: boolean;
  /** Why nobody is signed in, where there is something to say. */
  reason: string | null;
  signIn(session: Session): void;
  signOut(reason?: string): void;
}

const code = takeCode();
const usedCode = "This sign-in address was used already. Restart the host for a new one, or use an API key.";

/** Who is signed in in this tab. A one-time code in the address signs in before anything else. */
export function useSessionState(): SessionState {
  const client = useQueryClient();
  const [session, setSession] = useState(readSession);
  const [arriving, setArriving] = useState(code !== null);
  const [reason, setReason] = useState<string | null>(null);
  const signIn = useCallback((found: Session) => (keepSession(found), setSession(found)), []);
  const signOut = useCallback(
    (why: string | null = null) => {
      forgetSession();
      client.clear();
      setSession(null);
      setReason(why);
    },
    [client],
  );
  useEffect(() => {
    if (code !== null) void arrive(code, signIn, setReason).finally(() => setArriving(false));
  }, [signIn]);
  return { session, arriving, reason, signIn, signOut };
}

let redeeming: Promise<Session | null> | undefined;

async function arrive(
  arrived: string,
  signIn: (session: Session) => void,
  explain: (reason: string) => void,
): Promise<void> {
  const found = await (redeeming ??= redeemCode(arrived).catch(() => null));
  if (found !== null) signIn(found);
  else if (readSession() === null) explain(usedCode);
}

const SessionContext = createContext<SessionState | null>(null);
export const SessionProvider = SessionContext.Provider;

export function useSession(): SessionState {
  const state = useContext(SessionContext);
  if (state === null) throw new Error("There is no session above this component.");
  return state;
}
