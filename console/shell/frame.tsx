import { useConnected } from "../live/connection.ts";
import { useChanges } from "../live/use-changes.ts";
import css from "./frame.module.css";
import { Navigation } from "./navigation.tsx";
import { Page } from "./page.tsx";
import { useMay } from "./use-me.ts";

/** What stands around every page. */
export function Frame() {
  const connected = useConnected();
  useChanges(useMay("conversations:read", "human-tasks:read"));
  return (
    <div className={css.frame}>
      <a className={css.skip} href="#main">
        Skip to the content
      </a>
      <Navigation />
      <main id="main" className={css.main} tabIndex={-1}>
        {!connected && (
          <p className={css.offline} role="status">
            The connection is interrupted. What you type is kept; the page goes on by itself.
          </p>
        )}
        <Page />
      </main>
    </div>
  );
}
