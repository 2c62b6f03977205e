import { type FormEvent, useRef, useState } from "react";
import type { HumanTaskView } from "../../shared/contracts/api/human-tasks.ts";
import { filled, type FormSchema, type FormValue } from "../form/json-schema.ts";
import { SchemaFields } from "../form/schema-fields.tsx";
import { Button } from "../ui/button.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import css from "./decision-form.module.css";
import { useDecide } from "./use-human-task.ts";

const words: Record<string, string> = { approve: "Approve", edit: "Approve with changes", reject: "Reject" };

/** Asks for the decision: the task's form, with a button for each verdict where it has any. */
export function DecisionForm({ task }: { task: HumanTaskView }) {
  const schema = task.form as FormSchema;
  const verdicts = (schema.properties?.["decision"]?.enum ?? []).filter((each) => typeof each === "string");
  const [value, setValue] = useState<FormValue>({});
  const [editing, setEditing] = useState(false);
  const decide = useDecide(task);
  const form = useRef<HTMLFormElement>(null);
  if (!task.can_decide) return <p className={css.refused}>{whyNot(task)}</p>;
  const send = (verdict?: string) => {
    if (form.current?.reportValidity() !== true) return;
    const { arguments: changed, ...rest } = filled(schema, value);
    const answer = {
      ...rest,
      ...(verdict !== undefined && { decision: verdict }),
      ...(editing && verdict === "edit" && { arguments: changed }),
    };
    decide.mutate({ answer, key: crypto.randomUUID() });
  };
  const startEdit = () => {
    setValue({ ...value, arguments: task.call?.arguments });
    setEditing(true);
  };
  const press = (verdict: string) => (verdict === "edit" && !editing ? startEdit() : send(verdict));
  const submit = (event: FormEvent) => (event.preventDefault(), verdicts.length === 0 && send());
  const shown = verdicts.filter((verdict) => !editing || verdict !== "approve");
  return (
    <form ref={form} className={css.form} onSubmit={submit}>
      <SchemaFields
        schema={schema}
        value={value}
        onChange={setValue}
        without={[...(verdicts.length > 0 ? ["decision"] : []), ...(editing ? [] : ["arguments"])]}
      />
      {task.quorum > 1 && <p className={css.hint}>{quorumOf(task)}</p>}
      <ProblemNote error={decide.error} />
      <div className={css.verdicts}>
        {shown.map((verdict, index) => (
          <Button
            key={verdict}
            look={index === 0 ? "primary" : verdict === "reject" ? "danger" : "plain"}
            busy={decide.isPending}
            onClick={() => press(verdict)}
          >
            {words[verdict] ?? verdict}
          </Button>
        ))}
        {verdicts.length === 0 && (
          <Button type="submit" look="primary" busy={decide.isPending}>
            Send the answer
          </Button>
        )}
      </div>
    </form>
  );
}

function whyNot({ allowed, requester_may_decide, requesters }: HumanTaskView): string {
  const who = [...(allowed.roles ?? []), ...(allowed.skills ?? []), ...(allowed.subjects ?? [])].join(", ");
  const others = requester_may_decide ? "" : ` Whoever asked for it (${requesters.join(", ")}) may not.`;
  return `You may not decide this. It asks for: ${who || "somebody else"}.${others}`;
}

function quorumOf({ quorum, decisions, round }: HumanTaskView): string {
  const agreed = decisions.filter((each) => each.round === round && each.counts).length;
  return `${quorum} different people have to agree; ${agreed} have.`;
}
