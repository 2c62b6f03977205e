import { type Role, roles, type Scope, scopes } from "../../contracts/principal.ts";

const readAll: Scope[] = ["workflows:read", "executions:read", "human-tasks:read", "agents:read"];

const table: Record<Role, readonly Scope[]> = {
  owner: scopes,
  operator: [...readAll, "executions:write", "human-tasks:decide"],
  developer: [...readAll, "workflows:write", "executions:write"],
  human_agent: ["executions:read", "human-tasks:read", "human-tasks:decide"],
  approver: ["executions:read", "human-tasks:read", "human-tasks:decide"],
  // Without `executions:read` it sees and stops what it started itself, and nothing else.
  consumer: ["executions:write"],
};

/** What a holder of these roles may do, in the order of the contract. */
export function scopesOf(held: readonly Role[]): Scope[] {
  const granted = new Set(held.flatMap((role) => table[role]));
  return scopes.filter((scope) => granted.has(scope));
}

export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}
