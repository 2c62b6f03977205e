import type { ReactNode } from "react";
import { Link } from "../shell/link.tsx";
import { useMe } from "../shell/use-me.ts";
import { Notice } from "../ui/notice.tsx";
import css from "./admin-page.module.css";
import { ApiKeys } from "./api-keys.tsx";
import { CannedReplyAdmin } from "./canned-reply-admin.tsx";
import { Hours } from "./hours.tsx";
import { Kpis } from "./kpis.tsx";
import { People } from "./people.tsx";

interface AdminSection {
  label: string;
  content: ReactNode;
  /** Nobody else sees it. */
  ownerOnly?: true;
}

/** What can be managed. A new page of the administration is a row here. */
const sections: Record<string, AdminSection> = {
  people: { label: "People", content: <People /> },
  figures: { label: "Key figures", content: <Kpis /> },
  hours: { label: "Hours and deadlines", content: <Hours /> },
  replies: { label: "Canned replies", content: <CannedReplyAdmin /> },
  keys: { label: "API keys", content: <ApiKeys />, ownerOnly: true },
};

export function AdminPage({ section }: { section: string }) {
  const { scopes, roles } = useMe();
  if (!scopes.includes("desk:manage"))
    return (
      <Notice whole title="You do not manage this desk">
        Ask for the role of an operator or owner.
      </Notice>
    );
  const open = Object.entries(sections).filter(([, each]) => !each.ownerOnly || roles.includes("owner"));
  const shown = open.find(([name]) => name === section)?.[1];
  return (
    <div className={css.page}>
      <nav className={css.sections} aria-label="Administration">
        {open.map(([name, { label }]) => (
          <Link key={name} href={`/admin/${name}`} aria-current={name === section ? "page" : undefined}>
            {label}
          </Link>
        ))}
      </nav>
      <div className={css.content}>
        {shown === undefined ? (
          <Notice whole title="There is no such page">
            Choose another one.
          </Notice>
        ) : (
          shown.content
        )}
      </div>
    </div>
  );
}
