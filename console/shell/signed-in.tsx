import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import type { MeView } from "../../shared/contracts/api/me.ts";
import { ApiError } from "../api/api-error.ts";
import { useApi } from "../api/use-api.ts";
import { QueryView } from "../ui/query-view.tsx";
import { MeProvider } from "./use-me.ts";
import { useSession } from "./use-session.ts";

/** What is inside knows who is signed in. A credential that is not accepted (any more) leads back to the sign-in. */
export function SignedIn({ children }: { children: ReactNode }) {
  const api = useApi();
  const { signOut } = useSession();
  const query = useQuery({
    queryKey: ["me"],
    queryFn: ({ signal }) => api.get<MeView>("/me", signal),
    refetchInterval: 60_000,
  });
  const refused = query.error instanceof ApiError && query.error.status === 401;
  useEffect(() => {
    if (refused) signOut("The key or token is not accepted. It may have expired or been revoked.");
  }, [refused, signOut]);
  if (refused) return null;
  return (
    <QueryView query={query} of="your account">
      {(me) => <MeProvider value={me}>{children}</MeProvider>}
    </QueryView>
  );
}
