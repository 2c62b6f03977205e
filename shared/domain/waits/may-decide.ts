import type { Principal } from "../../contracts/principal.ts";
import type { Wait } from "../../contracts/wait.ts";

/** A person before a wait: who asks, and the skills of their record at the desk. */
export interface Decider {
  principal: Principal;
  skills: readonly string[];
}

type Asked = Pick<Wait, "allowed" | "terms">;

/** Why this person may not decide: nobody asked them, or they asked for it themselves; null when they may. */
export function whyNot({ principal, skills }: Decider, wait: Asked): "not-asked" | "requester" | null {
  if (!principal.scopes.includes("human-tasks:decide") || !isAsked(principal, skills, wait))
    return "not-asked";
  const { requesterMayDecide, requestedBy } = wait.terms;
  return !requesterMayDecide && requestedBy === principal.subject ? "requester" : null;
}

export function mayDecide(decider: Decider, wait: Asked): boolean {
  return whyNot(decider, wait) === null;
}

/** An owner may answer everything, but for what they asked for themselves. */
function isAsked(principal: Principal, held: readonly string[], { allowed }: Asked): boolean {
  if (principal.roles.includes("owner")) return true;
  if (allowed.subjects?.includes(principal.subject) === true) return true;
  const { roles, skills = [] } = allowed;
  if (roles === undefined && skills.length === 0) return false;
  const hasRole = roles === undefined || principal.roles.some((role) => roles.includes(role));
  return hasRole && skills.every((skill) => held.includes(skill));
}
