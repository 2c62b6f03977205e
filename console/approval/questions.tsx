import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { HumanTaskView } from "../../shared/contracts/api/human-tasks.ts";
import { useApi } from "../api/use-api.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import { Section } from "../ui/section.tsx";
import { TimeAgo } from "../ui/time-ago.tsx";
import css from "./questions.module.css";

/** Questions back, with their answers; who may decide may ask one instead. */
export function Questions({ task }: { task: HumanTaskView }) {
  const [asking, setAsking] = useState(false);
  const mayAsk = task.status === "open" && task.can_decide;
  if (task.questions.length === 0 && !mayAsk) return null;
  return (
    <Section title="Questions back">
      {task.questions.map(({ number, asked_by, question, asked_at, answered_by, answer }) => (
        <div key={number} className={css.question}>
          <p dir="auto">{question}</p>
          <p className={css.who}>
            <bdi>{asked_by}</bdi> <TimeAgo at={asked_at} />
          </p>
          {answer !== null && (
            <p dir="auto" className={css.answer}>
              <bdi>{answered_by}</bdi>: {answer}
            </p>
          )}
          {answer === null && task.status === "open" && (
            <TextForm taskId={task.id} label="Answer it" path={`/${number}/answer`} name="answer" />
          )}
        </div>
      ))}
      {asking && mayAsk && <TextForm taskId={task.id} label="Your question" path="" name="question" />}
      {!asking && mayAsk && (
        <p>
          <Button small look="quiet" onClick={() => setAsking(true)}>
            Ask something first
          </Button>
        </p>
      )}
    </Section>
  );
}

interface TextFormProps {
  taskId: string;
  label: string;
  path: string;
  name: "question" | "answer";
}

function TextForm({ taskId, label, path, name }: TextFormProps) {
  const api = useApi();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const send = useMutation({
    mutationFn: () => api.post(`/human-tasks/${taskId}/questions${path}`, { [name]: text }),
    onSuccess: () => setText(""),
    onSettled: () => client.invalidateQueries({ queryKey: ["human-tasks"] }),
  });
  const submit = (event: FormEvent) => (event.preventDefault(), send.mutate());
  return (
    <form className={css.form} onSubmit={submit}>
      <Field label={label}>
        {(id) => (
          <textarea
            id={id}
            dir="auto"
            maxLength={4000}
            value={text}
            onChange={(e) => setText(e.target.value)}
          />
        )}
      </Field>
      <ProblemNote error={send.error} />
      <p>
        <Button type="submit" small busy={send.isPending} disabled={text.trim() === ""}>
          Send
        </Button>
      </p>
    </form>
  );
}
