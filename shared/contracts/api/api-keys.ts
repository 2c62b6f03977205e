import * as z from "zod";
import { roles, scopes } from "../principal.ts";
import { timestampSchema } from "./values.ts";

export const defaultKeyDays = 90;

export const createApiKeyRequestSchema = z.strictObject({
  /** What people call it. */
  name: z.string().trim().min(1).max(100),
  /** What the key may be; it gets the scopes that these imply. */
  roles: z.array(z.enum(roles)).min(1),
  /** Fewer scopes than the roles imply. */
  scopes: z.array(z.enum(scopes)).min(1).optional(),
  expires_in_days: z.int().min(1).max(365).default(defaultKeyDays),
});

const apiKey = {
  id: z.string(),
  name: z.string(),
  /** The key's first characters, to recognise it by. */
  prefix: z.string(),
  /** Person whose key it is; null for keys from before this was kept, which do not decide where persons are told apart. */
  owner: z.string().nullable(),
  roles: z.array(z.enum(roles)),
  scopes: z.array(z.enum(scopes)),
  created_at: timestampSchema,
  expires_at: timestampSchema,
  revoked_at: timestampSchema.nullable(),
};

const apiKeySchema = z.strictObject(apiKey);
export type ApiKeyView = z.infer<typeof apiKeySchema>;
export const apiKeyListSchema = z.strictObject({ api_keys: z.array(apiKeySchema) });

export const createdApiKeySchema = z.strictObject({
  ...apiKey,
  /** The key itself, shown this once; a replayed request does not show it again. */
  key: z.string().optional(),
});
