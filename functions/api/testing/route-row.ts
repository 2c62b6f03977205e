import { type Role, roles } from "../../../shared/contracts/principal.ts";

/** Who may use a route, and what it answers. */
export interface Row<Ids> {
  /** Succeeds for each of these. */
  allowed: Role[];
  /** Is refused with 403, each of these. */
  refused: Role[];
  status: number;
  path: (ids: Ids) => string;
  body?: (ids: Ids) => unknown;
  /** What another tenant's owner gets: 404 for a thing, an own (empty) answer for a collection. */
  otherTenant: number;
}

export const without = (...some: Role[]): Role[] => roles.filter((role) => !some.includes(role));
export const allowedTo = (...some: Role[]) => ({ allowed: some, refused: without(...some) });
