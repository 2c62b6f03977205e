import * as z from "zod/mini";
import { createSealing } from "../adapters/secrets/create-sealing.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";
import { secrets } from "./secrets.ts";

/** Sealing under the keys in the secret that `SEALING_KEYS_SECRET_ID` names. */
export const sealing = lazy(() => {
  const { SEALING_KEYS_SECRET_ID } = readEnv({
    SEALING_KEYS_SECRET_ID: z.string().check(z.minLength(1)),
  });
  return createSealing((options) => secrets().read(SEALING_KEYS_SECRET_ID, options));
});
