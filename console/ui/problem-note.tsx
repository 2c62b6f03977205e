import { ApiError } from "../api/api-error.ts";
import css from "./problem-note.module.css";

/** Why something that was asked for did not happen, beside the button that asked. */
export function ProblemNote({ error }: { error: Error | null }) {
  if (error === null) return null;
  const fields = error instanceof ApiError ? (error.problem.errors ?? []) : [];
  return (
    <div role="alert" className={css.problem}>
      <bdi>{error.message}</bdi>
      {fields.length > 0 && (
        <ul>
          {fields.map(({ pointer, parameter, detail }) => (
            <li key={`${pointer}${parameter}${detail}`}>
              <code>{pointer ?? parameter}</code> {detail}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
