import * as z from "zod/mini";
import { createSecrets } from "../adapters/secrets/create-secrets.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";
import { nowMs } from "./clock.ts";

/** `HIL_SECRETS_SECONDS`: how long a secret is kept in a process; 0: it is asked for each time. */
export const secrets = lazy(() => {
  const env = readEnv({
    AWS_REGION: z.string(),
    HIL_SECRETS_SECONDS: z._default(z.coerce.number().check(z.nonnegative()), 300),
  });
  return createSecrets({ region: env.AWS_REGION, nowMs, keepMs: env.HIL_SECRETS_SECONDS * 1000 });
});
