import type { Principal } from "../../contracts/principal.ts";
import type { Wait } from "../../contracts/wait.ts";
import { knownPersonOf } from "../access/person-of.ts";

/** A person before a wait: who asks, and the skills of their record at the desk. */
export interface Decider {
  principal: Principal;
  skills: readonly string[];
}

type Asked = Pick<Wait, "allowed" | "terms">;

/**
 * Why this person may not decide: nobody asked them, they asked for it themselves, or it matters who they are and their
 * credential does not say. Null when they may.
 */
export function whyNot(
  { principal, skills }: Decider,
  wait: Asked,
): "not-asked" | "requester" | "unknown-person" | null {
  if (!principal.scopes.includes("human-tasks:decide") || !isAsked(principal, skills, wait))
    return "not-asked";
  const { quorum, requesterMayDecide, requesters } = wait.terms;
  if (quorum === 1 && requesterMayDecide) return null;
  const person = knownPersonOf(principal);
  if (person === null) return "unknown-person";
  // Older runs name the credential that requested them, not the person.
  const hasAsked = [person, principal.subject].some((name) => requesters.includes(name));
  return hasAsked && !requesterMayDecide ? "requester" : null;
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
