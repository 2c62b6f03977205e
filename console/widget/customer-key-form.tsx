import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";

export function CustomerKeyForm({ onKey }: { onKey: (key: string) => void }) {
  const [key, setKey] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim() !== "") onKey(key.trim());
  };
  return (
    <form onSubmit={submit}>
      <Field label="The customer's API key">
        {(id) => (
          <input
            id={id}
            type="password"
            autoComplete="off"
            value={key}
            onChange={(event) => setKey(event.target.value)}
          />
        )}
      </Field>
      <p>
        <Button type="submit" small>
          Use this key
        </Button>
      </p>
    </form>
  );
}
