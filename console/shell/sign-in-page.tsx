import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import css from "./sign-in-page.module.css";
import { useSession } from "./use-session.ts";

export function SignInPage() {
  const { signIn, reason } = useSession();
  const [key, setKey] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim() !== "") signIn({ credential: key.trim(), customerCredential: null });
  };
  return (
    <main className={css.page}>
      <form className={css.card} onSubmit={submit}>
        <img src="/icon.svg" alt="" width="40" height="40" />
        <h1>Sign in to the console</h1>
        {reason !== null && (
          <p className={css.reason} role="alert">
            {reason}
          </p>
        )}
        <Field label="API key or token" hint="It is kept in this tab only, and forgotten when you close it.">
          {(id, describedBy) => (
            <input
              id={id}
              aria-describedby={describedBy}
              type="password"
              autoComplete="off"
              spellCheck={false}
              value={key}
              onChange={(event) => setKey(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" look="primary" disabled={key.trim() === ""}>
          Sign in
        </Button>
        <p className={css.hint}>
          On your own machine, <code>npm start</code> prints an address that signs you in.
        </p>
      </form>
    </main>
  );
}
