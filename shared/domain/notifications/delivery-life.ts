import type { NotificationDelivery } from "../../contracts/notification.ts";
import type { DeliveryOutcome } from "./delivery-outcome.ts";
import { retryDelayMs } from "./retry-schedule.ts";

/** Longer than an attempt takes: whoever made it has died when it is over. */
const leaseMs = 60_000;

/** Somebody makes an attempt: it counts, whatever comes of it. */
export function lease(delivery: NotificationDelivery, atMs: number): NotificationDelivery {
  return { ...delivery, attempts: delivery.attempts + 1, leasedUntilMs: atMs + leaseMs };
}

/** What a delivery is after an attempt. `random` is in [0, 1). */
export function settle(
  delivery: NotificationDelivery,
  outcome: DeliveryOutcome,
  atMs: number,
  random: number,
): NotificationDelivery {
  switch (outcome.kind) {
    case "delivered":
      return {
        ...bury(delivery, delivery.lastError),
        status: "delivered",
        deliveredBy: outcome.by,
        deliveredAtMs: atMs,
      };
    case "retry": {
      const dead = bury(delivery, outcome.reason);
      const delayMs = retryDelayMs(delivery.attempts, { askedMs: outcome.askedMs, random });
      return delayMs === null ? dead : { ...dead, status: "failed", nextAttemptAtMs: atMs + delayMs };
    }
    case "refused":
    case "gone":
      return bury(delivery, outcome.reason);
  }
}

/** It is not tried any more, unless a person asks for it. */
export function bury(delivery: NotificationDelivery, lastError: string | null): NotificationDelivery {
  const version = delivery.version + 1;
  return { ...delivery, status: "dead", version, nextAttemptAtMs: null, leasedUntilMs: null, lastError };
}

/** A person asks for it: now, and again as often as if it were new. */
export function askAgain(delivery: NotificationDelivery, atMs: number): NotificationDelivery {
  return {
    ...delivery,
    status: "pending",
    attempts: 0,
    version: delivery.version + 1,
    nextAttemptAtMs: atMs,
    leasedUntilMs: null,
    deliveredBy: null,
    deliveredAtMs: null,
  };
}
