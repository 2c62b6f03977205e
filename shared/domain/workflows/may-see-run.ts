import type { Principal } from "../../contracts/principal.ts";
import type { Run } from "../../contracts/run.ts";

/** Who may not read all executions sees, and stops, what it started itself. */
export function maySeeRun(principal: Principal, run: Run): boolean {
  return principal.scopes.includes("executions:read") || run.requestedBy === principal.subject;
}
