import * as z from "zod/mini";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

/** `HIL_CONSOLE_URL`: where links in notifications lead; without one they have none. */
export const consoleUrl = lazy((): string | null => {
  const { HIL_CONSOLE_URL } = readEnv({ HIL_CONSOLE_URL: z.optional(z.url()) });
  return HIL_CONSOLE_URL?.replace(/\/+$/, "") ?? null;
});
