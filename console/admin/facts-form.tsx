import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { filled, type FormSchema, type FormValue } from "../form/json-schema.ts";
import { SchemaFields } from "../form/schema-fields.tsx";
import { Button } from "../ui/button.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import css from "./facts-form.module.css";

interface FactsFormProps<T> {
  schema: FormSchema;
  start?: FormValue;
  /** What the button says. */
  submit: string;
  send: (value: FormValue) => Promise<T>;
  /** What is read anew afterwards. */
  changes: string;
  onDone: (answer: T) => void;
  onCancel: () => void;
}

/** A form for a few facts that the API takes as they are. */
export function FactsForm<T>({
  schema,
  start = {},
  submit,
  send,
  changes,
  onDone,
  onCancel,
}: FactsFormProps<T>) {
  const client = useQueryClient();
  const [value, setValue] = useState<FormValue>(start);
  const sending = useMutation({
    mutationFn: () => send(filled(schema, value)),
    onSuccess: onDone,
    onSettled: () => client.invalidateQueries({ queryKey: [changes] }),
  });
  const press = (event: FormEvent) => (event.preventDefault(), sending.mutate());
  return (
    <form className={css.form} onSubmit={press}>
      <SchemaFields schema={schema} value={value} onChange={setValue} />
      <ProblemNote error={sending.error} />
      <p className={css.buttons}>
        <Button type="submit" look="primary" busy={sending.isPending}>
          {submit}
        </Button>
        <Button onClick={onCancel}>Cancel</Button>
      </p>
    </form>
  );
}
