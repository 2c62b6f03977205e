import { useQuery } from "@tanstack/react-query";
import type { WorkflowSummary } from "../../shared/contracts/api/workflows.ts";
import { useApi } from "../api/use-api.ts";
import { useWorkflow } from "../api/use-workflow.ts";
import { navigate } from "../shell/navigate.ts";
import { Field } from "../ui/field.tsx";
import { Notice } from "../ui/notice.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { StartForm } from "./start-form.tsx";
import css from "./start-page.module.css";

/** Chooses a workflow and starts it. */
export function StartPage({ workflowName }: { workflowName: string | null }) {
  const api = useApi();
  const query = useQuery({
    queryKey: ["workflows"],
    queryFn: ({ signal }) => api.get<{ workflows: WorkflowSummary[] }>("/workflows", signal),
  });
  return (
    <div className={css.page}>
      <h1>Start a workflow</h1>
      <QueryView query={query} of="workflows">
        {({ workflows }) =>
          workflows.length === 0 ? (
            <Notice title="No workflow is published">
              Publish one over the API or with the command line.
            </Notice>
          ) : (
            <Field label="Workflow">
              {(id) => (
                <select
                  id={id}
                  value={workflowName ?? ""}
                  onChange={({ target }) => navigate(`/executions/start/${encodeURIComponent(target.value)}`)}
                >
                  <option value="">Choose…</option>
                  {[...new Set(workflows.map(({ name }) => name))].map((name) => (
                    <option key={name} value={name}>
                      {name}
                    </option>
                  ))}
                </select>
              )}
            </Field>
          )
        }
      </QueryView>
      {workflowName !== null && <Chosen key={workflowName} name={workflowName} />}
    </div>
  );
}

function Chosen({ name }: { name: string }) {
  return (
    <QueryView query={useWorkflow(name)} of="the workflow">
      {(workflow) => <StartForm workflow={workflow} />}
    </QueryView>
  );
}
