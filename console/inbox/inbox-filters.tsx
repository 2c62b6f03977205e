import type { HandoverSummary } from "../../shared/contracts/api/desk.ts";
import { Segments } from "../ui/segments.tsx";
import type { HandoverFilter } from "./filter-handovers.ts";
import css from "./inbox-filters.module.css";
import { type View, views } from "./use-handovers.ts";

interface InboxFiltersProps {
  view: View;
  onView: (view: View) => void;
  filter: HandoverFilter;
  onFilter: (filter: HandoverFilter) => void;
  handovers: HandoverSummary[];
}

/** What of the inbox is shown. */
export function InboxFilters({ view, onView, filter, onFilter, handovers }: InboxFiltersProps) {
  const skills = [...new Set(handovers.flatMap(({ required_skills }) => required_skills))].sort();
  return (
    <div className={css.filters}>
      <Segments label="Which conversations" options={views} value={view} onChange={onView} />
      <div className={css.row}>
        <input
          type="search"
          aria-label="Search"
          placeholder="Search"
          data-action="search"
          value={filter.search}
          onChange={({ target }) => onFilter({ ...filter, search: target.value })}
        />
        <select
          aria-label="Skill"
          value={filter.skill}
          onChange={({ target }) => onFilter({ ...filter, skill: target.value })}
        >
          <option value="">All skills</option>
          {skills.map((skill) => (
            <option key={skill} value={skill}>
              {skill}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}
