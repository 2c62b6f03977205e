import * as z from "zod";
import { createRateLimiter } from "../adapters/dynamodb/create-rate-limiter.ts";
import { perMinute } from "../domain/access/rate-limit.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

/** `HIL_REQUESTS_PER_MINUTE`: of one API key, or of one person. */
export const rateLimiter = lazy(() => {
  const env = readEnv({
    AWS_REGION: z.string(),
    RATE_LIMITS_TABLE_NAME: z.string().min(1),
    HIL_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).default(100),
  });
  return createRateLimiter({
    region: env.AWS_REGION,
    tableName: env.RATE_LIMITS_TABLE_NAME,
    limit: perMinute(env.HIL_REQUESTS_PER_MINUTE),
  });
});
