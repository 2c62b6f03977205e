import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { ExecutionView } from "../../shared/contracts/api/executions.ts";
import type { WorkflowView } from "../../shared/contracts/api/workflows.ts";
import { useApi } from "../api/use-api.ts";
import { filled, type FormSchema, type FormValue } from "../form/json-schema.ts";
import { JsonInput } from "../form/json-input.tsx";
import { SchemaFields } from "../form/schema-fields.tsx";
import { navigate } from "../shell/navigate.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import css from "./start-page.module.css";

/** Asks for a workflow's input, by its schema, and starts it. */
export function StartForm({ workflow }: { workflow: WorkflowView }) {
  const api = useApi();
  const schema = workflow.input_schema as FormSchema | null;
  const [value, setValue] = useState<FormValue>({});
  const start = useMutation({
    mutationFn: () => {
      const input_data = schema === null ? value : filled(schema, value);
      return api.post<ExecutionView>("/workflows/execute", { workflow_id: workflow.workflow_id, input_data });
    },
    onSuccess: ({ execution_id }) => navigate(`/executions/${execution_id}`),
  });
  const submit = (event: FormEvent) => (event.preventDefault(), start.mutate());
  return (
    <form className={css.form} onSubmit={submit}>
      <p className={css.description} dir="auto">
        {workflow.description}
      </p>
      {schema === null ? (
        <Field label="Input, as JSON">
          {(id) => (
            <JsonInput
              id={id}
              required
              value={value}
              onChange={(next) => setValue((next ?? {}) as FormValue)}
            />
          )}
        </Field>
      ) : (
        <SchemaFields schema={schema} value={value} onChange={setValue} />
      )}
      <ProblemNote error={start.error} />
      <p>
        <Button type="submit" look="primary" busy={start.isPending}>
          Start
        </Button>
      </p>
    </form>
  );
}
