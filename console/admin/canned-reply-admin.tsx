import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { CannedReplyView } from "../../shared/contracts/api/desk.ts";
import { useApi } from "../api/use-api.ts";
import type { FormSchema } from "../form/json-schema.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { Table } from "../ui/table.tsx";
import { AdminList } from "./admin-list.tsx";
import { FactsForm } from "./facts-form.tsx";
import { listOf } from "./words.ts";

const schema: FormSchema = {
  type: "object",
  required: ["title", "text"],
  properties: {
    title: { type: "string", maxLength: 100 },
    text: { type: "string", maxLength: 20_000, description: "{{ customer_id }} stands for the customer" },
    skills: { type: "string", description: "With commas between them; none: for everybody" },
  },
};

/** Replies that people insert and edit. */
export function CannedReplyAdmin() {
  const api = useApi();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ["canned-replies"],
    queryFn: ({ signal }) => api.get<{ canned_replies: CannedReplyView[] }>("/canned-replies", signal),
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete(`/canned-replies/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: ["canned-replies"] }),
  });
  return (
    <AdminList
      title="Canned replies"
      add="Add a reply"
      form={(close) => (
        <FactsForm
          schema={schema}
          submit="Add"
          changes="canned-replies"
          send={(value) => api.post("/canned-replies", { ...value, skills: listOf(value["skills"]) })}
          onDone={close}
          onCancel={close}
        />
      )}
    >
      <ProblemNote error={remove.error} />
      <QueryView query={query} of="canned replies">
        {({ canned_replies: replies }) =>
          replies.length === 0 ? (
            <Notice title="No canned replies">What is written often can be kept here.</Notice>
          ) : (
            <Table
              label="Canned replies"
              columns={["Title", "Text", "Skills", ""]}
              rows={replies.map(({ canned_reply_id: id, title, text, skills }) => ({
                key: id,
                cells: [
                  <bdi>{title}</bdi>,
                  <span dir="auto">{text}</span>,
                  <bdi>{skills.join(", ") || "everybody"}</bdi>,
                  <Button
                    small
                    look="danger"
                    aria-label={`Delete ${title}`}
                    onClick={() => remove.mutate(id)}
                  >
                    Delete
                  </Button>,
                ],
              }))}
            />
          )
        }
      </QueryView>
    </AdminList>
  );
}
