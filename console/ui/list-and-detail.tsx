import type { ReactNode } from "react";
import { Link } from "../shell/link.tsx";
import { Icon } from "./icon.tsx";
import css from "./list-and-detail.module.css";

interface ListAndDetailProps {
  list: ReactNode;
  children: ReactNode;
  hasDetail: boolean;
  /** Where the list is, on a screen that shows one of the two. */
  back: string;
}

/** A list beside what was chosen from it; on a phone the one or the other. */
export function ListAndDetail({ list, children, hasDetail, back }: ListAndDetailProps) {
  return (
    <div className={css.page} data-detail={hasDetail}>
      <div className={css.list}>{list}</div>
      <div className={css.detail}>
        {hasDetail && (
          <Link href={back} className={css.back}>
            <Icon name="back" size={16} /> Back to the list
          </Link>
        )}
        {children}
      </div>
    </div>
  );
}
