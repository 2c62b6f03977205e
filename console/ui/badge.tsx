import type { ReactNode } from "react";
import css from "./badge.module.css";

export type Tone = "neutral" | "good" | "warn" | "bad" | "accent" | "ai";

/** A state in a word. The word says it; the colour only helps. */
export function Badge({ tone = "neutral", children }: { tone?: Tone; children: ReactNode }) {
  return <span className={`${css.badge} ${css[tone]}`}>{children}</span>;
}
