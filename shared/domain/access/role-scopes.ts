import { type Role, roles, type Scope, scopes } from "../../contracts/principal.ts";

const readAll: Scope[] = [
  "workflows:read",
  "executions:read",
  "human-tasks:read",
  "agents:read",
  "conversations:read",
];

const table: Record<Role, readonly Scope[]> = {
  owner: scopes,
  operator: [...readAll, "executions:write", "human-tasks:decide", "conversations:write", "desk:manage"],
  developer: [...readAll, "workflows:write", "executions:write", "conversations:write"],
  human_agent: [
    "executions:read",
    "human-tasks:read",
    "human-tasks:decide",
    "conversations:read",
    "desk:work",
  ],
  approver: ["executions:read", "human-tasks:read", "human-tasks:decide"],
  // Without `executions:read` it sees and stops what it started itself, and nothing else; conversations likewise.
  consumer: ["executions:write", "conversations:write"],
};

/** What a holder of these roles may do, in the order of the contract. */
export function scopesOf(held: readonly Role[]): Scope[] {
  const granted = new Set(held.flatMap((role) => table[role]));
  return scopes.filter((scope) => granted.has(scope));
}

export function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value);
}
