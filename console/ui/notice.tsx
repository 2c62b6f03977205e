import type { ReactNode } from "react";
import css from "./notice.module.css";

interface NoticeProps {
  title: string;
  children?: ReactNode;
  tone?: "calm" | "bad";
  action?: ReactNode;
  /** It is all there is on the page. */
  whole?: boolean;
}

/** What stands where there is nothing else to show: nothing there yet, an error, no permission. */
export function Notice({ title, children, tone = "calm", action, whole = false }: NoticeProps) {
  return (
    <div className={`${css.notice} ${css[tone]}`} role={tone === "bad" ? "alert" : undefined}>
      <span className={css.mark} aria-hidden="true" />
      {whole ? <h1 className={css.title}>{title}</h1> : <p className={css.title}>{title}</p>}
      {children !== undefined && <div className={css.text}>{children}</div>}
      {action}
    </div>
  );
}
