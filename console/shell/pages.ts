import type { Scope } from "../../shared/contracts/principal.ts";
import type { IconName } from "../ui/icon.tsx";

/** A page that stands in the navigation. Any one of its scopes opens it; without any it is open to all. */
export interface PageEntry {
  href: string;
  label: string;
  icon: IconName;
  scopes: readonly Scope[];
}

export const pages: PageEntry[] = [
  { href: "/", label: "Live", icon: "home", scopes: [] },
  { href: "/inbox", label: "Inbox", icon: "inbox", scopes: ["desk:work", "desk:manage"] },
  { href: "/approvals", label: "Approvals", icon: "approve", scopes: ["human-tasks:read"] },
  { href: "/executions", label: "Executions", icon: "runs", scopes: ["executions:read"] },
  { href: "/admin", label: "Admin", icon: "settings", scopes: ["desk:manage"] },
];
