import * as z from "zod";

/** What a person or program may be. `consumer` writes messages and starts runs; `approver` decides approvals. */
export const roles = ["owner", "operator", "developer", "human_agent", "approver", "consumer"] as const;
export type Role = (typeof roles)[number];

/** What a credential may be used for. A role implies scopes; an API key may hold fewer. */
export const scopes = [
  "workflows:read",
  "workflows:write",
  "executions:read",
  "executions:write",
  "human-tasks:read",
  "human-tasks:decide",
  "agents:read",
  "conversations:read",
  "conversations:write",
  "desk:work",
  "desk:manage",
] as const;
export type Scope = (typeof scopes)[number];

/** What identity providers' subjects may look like. */
export const subjectPattern = /^[\w.:@|+-]{1,200}$/;

/** Who is asking. It is made from a verified credential only, never from a request's body or headers. */
export const principalSchema = z.strictObject({
  tenantId: z.string().min(1),
  subject: z.string().min(1),
  /** Whose the credential is, where the subject is not a person but an API key of theirs. */
  person: z.string().min(1).optional(),
  roles: z.array(z.enum(roles)),
  scopes: z.array(z.enum(scopes)),
});
export type Principal = z.infer<typeof principalSchema>;
