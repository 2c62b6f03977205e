import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { DeskSettingsView } from "../../shared/contracts/api/desk.ts";
import { useApi } from "../api/use-api.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { ProblemNote } from "../ui/problem-note.tsx";
import { QueryView } from "../ui/query-view.tsx";
import { DeadlineTable } from "./deadline-table.tsx";
import css from "./hours.module.css";
import { WeekTable } from "./week-table.tsx";

/** When the desk is open, how fast it answers, and how conversations find a person. */
export function Hours() {
  const api = useApi();
  const query = useQuery({
    queryKey: ["desk-settings"],
    queryFn: ({ signal }) => api.get<DeskSettingsView>("/desk/settings", signal),
  });
  return (
    <QueryView query={query} of="the desk's settings">
      {(settings) => <SettingsForm saved={settings} />}
    </QueryView>
  );
}

function SettingsForm({ saved }: { saved: DeskSettingsView }) {
  const api = useApi();
  const client = useQueryClient();
  const [settings, setSettings] = useState(saved);
  const change = (part: Partial<DeskSettingsView>) => setSettings({ ...settings, ...part });
  const save = useMutation({
    mutationFn: () => api.put<DeskSettingsView>("/desk/settings", settings),
    onSettled: () => client.invalidateQueries({ queryKey: ["desk-settings"] }),
  });
  const submit = (event: FormEvent) => (event.preventDefault(), save.mutate());
  return (
    <form className={css.form} onSubmit={submit}>
      <h1>Hours and deadlines</h1>
      <div className={css.pair}>
        <Field label="Time zone" hint="Such as Europe/Berlin">
          {(id, describedBy) => (
            <input
              id={id}
              aria-describedby={describedBy}
              value={settings.time_zone}
              onChange={({ target }) => change({ time_zone: target.value })}
            />
          )}
        </Field>
        <Field label="Conversations are">
          {(id) => (
            <select
              id={id}
              value={settings.assignment}
              onChange={({ target }) =>
                change({ assignment: target.value as DeskSettingsView["assignment"] })
              }
            >
              <option value="automatic">assigned to who is free</option>
              <option value="claim">claimed by people</option>
            </select>
          )}
        </Field>
      </div>
      <WeekTable weekly={settings.weekly} onChange={(weekly) => change({ weekly })} />
      <DeadlineTable settings={settings} onChange={change} />
      <Field label="Holidays" hint="Dates such as 2026-12-25, with commas between them">
        {(id, describedBy) => (
          <input
            id={id}
            aria-describedby={describedBy}
            defaultValue={settings.holidays.join(", ")}
            onBlur={({ target }) => change({ holidays: target.value.split(/[\s,]+/).filter(Boolean) })}
          />
        )}
      </Field>
      <ProblemNote error={save.error} />
      <p className={css.save}>
        <Button type="submit" look="primary" busy={save.isPending}>
          Save
        </Button>
        {save.isSuccess && <span role="status">Saved.</span>}
      </p>
    </form>
  );
}
