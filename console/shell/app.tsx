import { useMemo } from "react";
import { createApi } from "../api/api.ts";
import { ApiProvider } from "../api/use-api.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { Frame } from "./frame.tsx";
import { SignInPage } from "./sign-in-page.tsx";
import { SessionProvider, useSessionState } from "./use-session.ts";
import { SignedIn } from "./signed-in.tsx";

export function App() {
  const state = useSessionState();
  const { session, arriving } = state;
  const api = useMemo(() => session && createApi(session.credential), [session]);
  if (arriving && session === null) return <Skeleton label="Signing in" />;
  return (
    <SessionProvider value={state}>
      {api === null ? (
        <SignInPage />
      ) : (
        <ApiProvider value={api}>
          <SignedIn>
            <Frame />
          </SignedIn>
        </ApiProvider>
      )}
    </SessionProvider>
  );
}
