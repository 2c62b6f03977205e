import type { DeskSettingsView } from "../../shared/contracts/api/desk.ts";
import css from "./hours.module.css";
import { readOpenings, writeOpenings } from "./openings.ts";

interface WeekTableProps {
  weekly: DeskSettingsView["weekly"];
  onChange: (weekly: DeskSettingsView["weekly"]) => void;
}

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const fromMonday = [1, 2, 3, 4, 5, 6, 0];

export function WeekTable({ weekly, onChange }: WeekTableProps) {
  const change = (day: number, input: HTMLInputElement) => {
    const openings = readOpenings(input.value);
    input.setCustomValidity(openings === null ? "Write times such as 9:00-12:30, 13:30-17:00." : "");
    if (openings !== null) onChange(weekly.map((each, index) => (index === day ? openings : each)));
  };
  return (
    <table className={css.grid}>
      <caption>Opening times</caption>
      <tbody>
        {fromMonday.map((day) => (
          <tr key={day}>
            <th scope="row">{days[day]}</th>
            <td>
              <input
                aria-label={`Opening times on ${days[day]}`}
                placeholder="closed"
                defaultValue={writeOpenings(weekly[day] ?? [])}
                onChange={({ target }) => change(day, target)}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
