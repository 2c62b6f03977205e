import type { ReactNode } from "react";
import css from "./notice.module.css";

interface NoticeProps {
  title: string;
  children?: ReactNode;
  tone?: "calm" | "bad";
  action?: ReactNode;
}

/** What stands where there is nothing else to show: nothing there yet, an error, no permission. */
export function Notice({ title, children, tone = "calm", action }: NoticeProps) {
  return (
    <div className={`${css.notice} ${css[tone]}`} role={tone === "bad" ? "alert" : undefined}>
      <span className={css.mark} aria-hidden="true" />
      <p className={css.title}>{title}</p>
      {children !== undefined && <div className={css.text}>{children}</div>}
      {action}
    </div>
  );
}
