import type { ReactNode } from "react";
import css from "./pane.module.css";

interface PaneProps {
  title: string;
  /** Whose place this is, in a few words. */
  as: string;
  action?: ReactNode;
  children: ReactNode;
}

/** One of the three places of the live page. */
export function Pane({ title, as, action, children }: PaneProps) {
  return (
    <section className={css.pane} aria-label={title}>
      <header className={css.head}>
        <div>
          <h2>{title}</h2>
          <p>{as}</p>
        </div>
        {action}
      </header>
      <div className={css.body}>{children}</div>
    </section>
  );
}
