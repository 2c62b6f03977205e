import * as z from "zod";
import { roles, scopes } from "../principal.ts";
import { humanAgentSchema } from "./desk.ts";

/** Who a credential is, and what it may do. */
export const meSchema = z.strictObject({
  tenant_id: z.string(),
  subject: z.string(),
  /** Whose the credential is, where the subject is an API key. */
  person: z.string(),
  roles: z.array(z.enum(roles)),
  scopes: z.array(z.enum(scopes)),
  /** Null for who has no place at the desk. */
  human_agent: humanAgentSchema.nullable(),
});
export type MeView = z.infer<typeof meSchema>;
