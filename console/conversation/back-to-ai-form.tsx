import { type FormEvent, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import css from "./closing-actions.module.css";

/** Tells the AI what to do when it takes the conversation back. */
export function BackToAiForm({ busy, onSend }: { busy: boolean; onSend: (instruction: string) => void }) {
  const [instruction, setInstruction] = useState("");
  const submit = (event: FormEvent) => (event.preventDefault(), onSend(instruction.trim()));
  return (
    <form className={css.form} onSubmit={submit}>
      <Field label="What the AI is to do (optional)" hint="The customer does not see this.">
        {(id, describedBy) => (
          <textarea
            id={id}
            aria-describedby={describedBy}
            dir="auto"
            value={instruction}
            onChange={(event) => setInstruction(event.target.value)}
          />
        )}
      </Field>
      <p>
        <Button type="submit" small look="primary" busy={busy}>
          Hand back
        </Button>
      </p>
    </form>
  );
}
