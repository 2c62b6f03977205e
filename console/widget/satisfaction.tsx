import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ConversationView } from "../../shared/contracts/api/conversations.ts";
import { useApi } from "../api/use-api.ts";
import { ProblemNote } from "../ui/problem-note.tsx";
import css from "./satisfaction.module.css";

const scores = ["Very bad", "Bad", "Fine", "Good", "Very good"];

/** Asks at the end how it was. */
export function Satisfaction({ conversation }: { conversation: ConversationView }) {
  const api = useApi();
  const client = useQueryClient();
  const id = conversation.conversation_id;
  const give = useMutation({
    mutationFn: (score: number) => api.post(`/conversations/${id}/satisfaction`, { score }),
    onSettled: () => client.invalidateQueries({ queryKey: ["conversation"] }),
  });
  if (conversation.status !== "finished" && conversation.status !== "resolved") return null;
  if (conversation.satisfaction !== null)
    return <p className={css.thanks}>Thank you. You gave {conversation.satisfaction} of 5.</p>;
  return (
    <fieldset className={css.ask} disabled={give.isPending}>
      <legend>How did we do?</legend>
      <div className={css.scores}>
        {scores.map((label, index) => (
          <button key={label} type="button" title={label} onClick={() => give.mutate(index + 1)}>
            {index + 1}
            <span className="visually-hidden"> of 5: {label}</span>
          </button>
        ))}
      </div>
      <ProblemNote error={give.error} />
    </fieldset>
  );
}
