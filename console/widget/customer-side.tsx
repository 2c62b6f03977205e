import { type ReactNode, useMemo } from "react";
import { createApi } from "../api/api.ts";
import { ApiProvider } from "../api/use-api.ts";
import { useSession } from "../shell/use-session.ts";
import { Notice } from "../ui/notice.tsx";
import { CustomerKeyForm } from "./customer-key-form.tsx";

/** What is inside speaks to the API as the customer, not as whoever is signed in. */
export function CustomerSide({ children }: { children: ReactNode }) {
  const { session, signIn } = useSession();
  const credential = session?.customerCredential ?? null;
  const api = useMemo(() => credential && createApi(credential), [credential]);
  if (session === null) return null;
  const useKey = (customerCredential: string) => {
    const next = { ...session, customerCredential };
    signIn(next);
  };
  if (!api)
    return (
      <Notice title="Who is the customer?" action={<CustomerKeyForm onKey={useKey} />}>
        A customer has a credential of their own. An API key with the role <code>consumer</code> will do.
      </Notice>
    );
  return <ApiProvider value={api}>{children}</ApiProvider>;
}
