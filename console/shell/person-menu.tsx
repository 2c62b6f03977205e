import { useState } from "react";
import { type HumanAgentStatus, humanAgentStatuses } from "../../shared/contracts/human-agent.ts";
import { Icon } from "../ui/icon.tsx";
import css from "./person-menu.module.css";
import { keepTheme, readTheme, type Theme, themes } from "./theme.ts";
import { useMe } from "./use-me.ts";
import { useMyStatus } from "./use-my-status.ts";
import { useSession } from "./use-session.ts";

/** Who is signed in, whether they take conversations, how the page looks, and the way out. */
export function PersonMenu() {
  const { person, human_agent: agent } = useMe();
  const { signOut } = useSession();
  const [theme, setTheme] = useState(readTheme);
  const setStatus = useMyStatus();
  return (
    <div className={css.menu}>
      <p className={css.person} title={person}>
        <bdi>{agent?.name ?? person}</bdi>
      </p>
      {agent !== null && (
        <label className={css.row}>
          <span className={`${css.dot} ${css[agent.status]}`} aria-hidden="true" />
          <span className="visually-hidden">Your status</span>
          <select
            value={agent.status}
            onChange={(event) => setStatus.mutate(event.target.value as HumanAgentStatus)}
          >
            {humanAgentStatuses.map((status) => (
              <option key={status} value={status}>
                {status}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className={css.row}>
        <Icon name="sun" size={16} />
        <span className="visually-hidden">Colours</span>
        <select
          value={theme}
          onChange={(event) => {
            const chosen = event.target.value as Theme;
            keepTheme(chosen);
            setTheme(chosen);
          }}
        >
          {themes.map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </select>
      </label>
      <button type="button" className={css.leave} onClick={() => signOut()}>
        <Icon name="leave" size={16} />
        <span>Sign out</span>
      </button>
    </div>
  );
}
