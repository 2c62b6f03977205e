import * as z from "zod/mini";
import { createStateMachines } from "../adapters/step-functions/create-state-machines.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

export const stateMachines = lazy(() => {
  const env = readEnv({
    AWS_REGION: z.string(),
    HIL_ACCOUNT_ID: z.string().check(z.regex(/^\d{12}$/)),
    HIL_NAME_PREFIX: z._default(z.string(), ""),
    HIL_STATE_MACHINE_ROLE_ARN: z.string(),
    HIL_STATE_MACHINE_LOG_GROUP_ARN: z.optional(z.string()),
  });
  return createStateMachines({
    region: env.AWS_REGION,
    accountId: env.HIL_ACCOUNT_ID,
    namePrefix: env.HIL_NAME_PREFIX,
    roleArn: env.HIL_STATE_MACHINE_ROLE_ARN,
    logGroupArn: env.HIL_STATE_MACHINE_LOG_GROUP_ARN,
  });
});
