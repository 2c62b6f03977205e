import type { SeedOrder } from "./seed-orders.ts";

const returnWindowDays = 30;

export interface Eligibility {
  order_id: string;
  eligible: boolean;
  /** In one sentence, for people. */
  reason: string;
  days_left: number | null;
}

/** Whether an order may be returned: delivered, within the window, not digital, not returned before. */
export function checkEligibility(order: SeedOrder, existingReturnId: string | null): Eligibility {
  const { order_id, delivered_days_ago: days } = order;
  const refuse = (reason: string): Eligibility => ({ order_id, eligible: false, reason, days_left: null });
  if (existingReturnId !== null)
    return refuse(`It is already being returned under number ${existingReturnId}.`);
  if (order.digital) return refuse("Digital goods cannot be returned.");
  if (days === null) return refuse("It has not been delivered yet; only delivered orders can be returned.");
  if (days > returnWindowDays) {
    return refuse(`It was delivered ${days} days ago; returns are possible within ${returnWindowDays} days.`);
  }
  return {
    order_id,
    eligible: true,
    reason: `It was delivered ${days} days ago, which is within the ${returnWindowDays} days for returns.`,
    days_left: returnWindowDays - days,
  };
}
