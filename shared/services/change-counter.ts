import * as z from "zod/mini";
import { createChangeCounter } from "../adapters/dynamodb/create-change-counter.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

/** For the functions that write what somebody may follow, and the API, which follows. */
export const changeCounter = lazy(() => {
  const env = readEnv({ AWS_REGION: z.string(), CHANGES_TABLE_NAME: z.string().check(z.minLength(1)) });
  return createChangeCounter({ region: env.AWS_REGION, tableName: env.CHANGES_TABLE_NAME });
});
