import { useState } from "react";
import type { HumanAgentView } from "../../shared/contracts/api/desk.ts";
import { useApi } from "../api/use-api.ts";
import { useHumanAgents } from "../conversation/use-desk.ts";
import type { FormSchema } from "../form/json-schema.ts";
import { Badge, type Tone } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { Table } from "../ui/table.tsx";
import { AdminList } from "./admin-list.tsx";
import { FactsForm } from "./facts-form.tsx";
import { listOf } from "./words.ts";

const changeable: FormSchema["properties"] = {
  name: { type: "string", maxLength: 100 },
  email: { type: "string", maxLength: 100 },
  skills: { type: "string", description: "With commas between them" },
  max_capacity: { type: "integer", minimum: 1, title: "Conversations at once" },
};
const schema: FormSchema = {
  type: "object",
  required: ["subject", "name", "email"],
  properties: {
    subject: { type: "string", maxLength: 100, description: "As the person's credential names them" },
    ...changeable,
  },
};
const changeSchema: FormSchema = { type: "object", required: ["name", "email"], properties: changeable };
const tones: Record<HumanAgentView["status"], Tone> = { online: "good", away: "warn", offline: "neutral" };

/** Human agents: who works at the desk, what they can do, and how much at once. */
export function People() {
  const api = useApi();
  const query = useHumanAgents();
  const [changing, setChanging] = useState<string | null>(null);
  return (
    <AdminList
      title="People at the desk"
      add="Add a person"
      form={(close) => (
        <FactsForm
          schema={schema}
          submit="Add"
          changes="human-agents"
          send={(value) => api.post("/human-agents", { ...value, skills: listOf(value["skills"]) })}
          onDone={close}
          onCancel={close}
        />
      )}
    >
      <QueryView query={query} of="people">
        {({ human_agents: people }) =>
          people.length === 0 ? (
            <Notice title="Nobody works here yet">Add the people who take conversations.</Notice>
          ) : (
            <Table
              label="People at the desk"
              columns={["Name", "Status", "Skills", "Conversations", ""]}
              rows={people.map((person) => ({
                key: person.human_agent_id,
                cells:
                  changing === person.human_agent_id
                    ? [<ChangePerson person={person} onDone={() => setChanging(null)} />]
                    : cellsOf(person, () => setChanging(person.human_agent_id)),
              }))}
            />
          )
        }
      </QueryView>
    </AdminList>
  );
}

function cellsOf(person: HumanAgentView, change: () => void) {
  return [
    <bdi>{person.name}</bdi>,
    <Badge tone={tones[person.status]}>{person.status}</Badge>,
    <bdi>{person.skills.join(", ") || "–"}</bdi>,
    `${person.current_load} of ${person.max_capacity}`,
    <Button small aria-label={`Change ${person.name}`} onClick={change}>
      Change
    </Button>,
  ];
}

function ChangePerson({ person, onDone }: { person: HumanAgentView; onDone: () => void }) {
  const api = useApi();
  const { name, email, skills, max_capacity } = person;
  return (
    <FactsForm
      schema={changeSchema}
      start={{ name, email, skills: skills.join(", "), max_capacity }}
      submit="Save"
      changes="human-agents"
      send={(value) =>
        api.patch(`/human-agents/${person.human_agent_id}`, { ...value, skills: listOf(value["skills"]) })
      }
      onDone={onDone}
      onCancel={onDone}
    />
  );
}
