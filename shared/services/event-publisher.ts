import * as z from "zod/mini";
import { createEventPublisher } from "../adapters/event-bridge/create-event-publisher.ts";
import { readEnv } from "../runtime/env.ts";
import { lazy } from "../runtime/lazy.ts";

/** The deployment's own bus. */
export const eventPublisher = lazy(() => {
  const env = readEnv({ AWS_REGION: z.string(), EVENTS_BUS_NAME: z.string().check(z.minLength(1)) });
  return createEventPublisher({ region: env.AWS_REGION, busName: env.EVENTS_BUS_NAME });
});
