import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { ApiKeyView } from "../../shared/contracts/api/api-keys.ts";
import type { Role } from "../../shared/contracts/principal.ts";
import { useApi } from "../api/use-api.ts";
import type { FormSchema } from "../form/json-schema.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { Table } from "../ui/table.tsx";
import { AdminList } from "./admin-list.tsx";
import css from "./api-keys.module.css";
import { FactsForm } from "./facts-form.tsx";

const roles: Record<Role, true> = {
  consumer: true,
  developer: true,
  operator: true,
  human_agent: true,
  approver: true,
  owner: true,
};
const schema: FormSchema = {
  type: "object",
  required: ["name", "role"],
  properties: {
    name: { type: "string", maxLength: 100 },
    role: { type: "string", enum: Object.keys(roles) },
    expires_in_days: { type: "integer", minimum: 1, maximum: 365, title: "Days until it expires" },
  },
};

/** Keys of programs. A key is shown once, when it is made. */
export function ApiKeys() {
  const api = useApi();
  const client = useQueryClient();
  const [made, setMade] = useState<string | null>(null);
  const query = useQuery({
    queryKey: ["api-keys"],
    queryFn: ({ signal }) => api.get<{ api_keys: ApiKeyView[] }>("/api-keys", signal),
  });
  const revoke = useMutation({
    mutationFn: (id: string) => api.delete(`/api-keys/${id}`),
    onSettled: () => client.invalidateQueries({ queryKey: ["api-keys"] }),
  });
  return (
    <AdminList
      title="API keys"
      add="Make a key"
      form={(close) => (
        <FactsForm
          schema={schema}
          submit="Make the key"
          changes="api-keys"
          send={({ role, ...value }) => api.post<{ key?: string }>("/api-keys", { ...value, roles: [role] })}
          onDone={({ key }) => (setMade(key ?? null), close())}
          onCancel={close}
        />
      )}
    >
      {made !== null && (
        <div className={css.made} role="status">
          <p>Copy this key now. It is not shown again.</p>
          <code>{made}</code>
          <Button small onClick={() => setMade(null)}>
            I have it
          </Button>
        </div>
      )}
      <ProblemNote error={revoke.error} />
      <QueryView query={query} of="API keys">
        {({ api_keys: keys }) =>
          keys.length === 0 ? (
            <Notice title="No API keys">Programs need one to speak to the API.</Notice>
          ) : (
            <Table
              label="API keys"
              columns={["Name", "Begins with", "Roles", "Expires", ""]}
              rows={keys.map((key) => ({ key: key.id, cells: cellsOf(key, () => revoke.mutate(key.id)) }))}
            />
          )
        }
      </QueryView>
    </AdminList>
  );
}

function cellsOf({ name, prefix, roles: held, expires_at, revoked_at }: ApiKeyView, revoke: () => void) {
  return [
    <bdi>{name}</bdi>,
    <code>{prefix}…</code>,
    held.join(", "),
    <time dateTime={expires_at}>{new Date(expires_at).toLocaleDateString()}</time>,
    revoked_at === null ? (
      <Button small look="danger" aria-label={`Revoke ${name}`} onClick={revoke}>
        Revoke
      </Button>
    ) : (
      <Badge>revoked</Badge>
    ),
  ];
}
