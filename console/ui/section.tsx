import type { ReactNode } from "react";
import css from "./section.module.css";

/** A titled part of an approval or a page. */
export function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={css.section}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
