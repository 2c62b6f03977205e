import type { DeskSettingsView } from "../../shared/contracts/api/desk.ts";
import css from "./hours.module.css";

interface DeadlineTableProps {
  settings: DeskSettingsView;
  onChange: (part: Partial<DeskSettingsView>) => void;
}

const priorities = ["Low", "Normal", "High", "Urgent"];
const kinds = [
  ["first_response_minutes", "First answer"],
  ["resolution_minutes", "Resolution"],
] as const;

/** Business minutes by priority; an empty field: no deadline. */
export function DeadlineTable({ settings, onChange }: DeadlineTableProps) {
  return (
    <table className={css.grid}>
      <caption>Deadlines, in minutes of opening time</caption>
      <thead>
        <tr>
          <th scope="col">Priority</th>
          {kinds.map(([kind, label]) => (
            <th key={kind} scope="col">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {priorities.map((priority, index) => (
          <tr key={priority}>
            <th scope="row">{priority}</th>
            {kinds.map(([kind, label]) => (
              <td key={kind}>
                <input
                  type="number"
                  min={1}
                  placeholder="none"
                  aria-label={`${label}, ${priority}`}
                  value={settings[kind][index] ?? ""}
                  onChange={({ target }) => {
                    const minutes = target.value === "" ? null : target.valueAsNumber;
                    onChange({ [kind]: settings[kind].map((each, at) => (at === index ? minutes : each)) });
                  }}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
