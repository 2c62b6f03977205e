import type { DatabaseSync } from "node:sqlite";
import * as z from "zod";
import { HttpProblem } from "../loopback/http-problem.ts";
import { checkEligibility, type Eligibility } from "./return-policy.ts";
import type { SeedOrder } from "./seed-orders.ts";
import { documents, findOrder } from "./shop-database.ts";

/** Numbers of returns go on from here. */
const firstReturnNumber = 456;
const dayMs = 86_400_000;

export const createReturnSchema = z.strictObject({
  order_id: z.string().min(1).max(40),
  reason: z.string().min(1).max(1000),
});
export const refundSchema = z.strictObject({
  order_id: z.string().min(1).max(40),
  amount_usd: z.number().positive().max(100_000),
  reason: z.string().min(1).max(1000),
});
export const sendEmailSchema = z.strictObject({
  to: z.email().max(254),
  subject: z.string().min(1).max(200),
  body: z.string().min(1).max(20_000),
});

/** What the shop answers about an order; times are computed from now, so the goods never grow old. */
export interface OrderView extends Omit<SeedOrder, "delivered_days_ago" | "expected_in_days"> {
  delivered_at: string | null;
  expected_delivery: string | null;
  /** Paid back so far. */
  refunded_usd: number;
}

/** The demo shop: reads, and three things that have an effect. The caller sees to idempotency. */
export function createShop(database: DatabaseSync, nowMs: () => number) {
  const day = (days: number) => new Date(nowMs() + days * dayMs).toISOString().slice(0, 10);
  const refundedUsd = (orderId: string): number =>
    documents<{ amount_usd: number }>(
      database,
      "SELECT document FROM refunds WHERE order_id = ?",
      orderId,
    ).reduce((sum, { amount_usd }) => sum + amount_usd, 0);
  const view = ({ delivered_days_ago, expected_in_days, ...order }: SeedOrder): OrderView => ({
    ...order,
    delivered_at: delivered_days_ago === null ? null : day(-delivered_days_ago),
    expected_delivery: expected_in_days === null ? null : day(expected_in_days),
    refunded_usd: refundedUsd(order.order_id),
  });
  const order = (orderId: string): SeedOrder => {
    const found = findOrder(database, orderId);
    if (found === undefined)
      throw new HttpProblem(404, "order_not_found", "There is no order with this number");
    return found;
  };
  const eligibility = (orderId: string): Eligibility => {
    const [existing] = documents<{ return_id: string }>(
      database,
      "SELECT document FROM returns WHERE order_id = ?",
      orderId,
    );
    return checkEligibility(order(orderId), existing?.return_id ?? null);
  };
  return {
    order: (orderId: string) => view(order(orderId)),
    orders: (customerId: string) =>
      documents<SeedOrder>(
        database,
        "SELECT document FROM orders WHERE customer_id = ? ORDER BY order_id",
        customerId,
      ).map(view),
    eligibility,
    createReturn: (input: z.infer<typeof createReturnSchema>, idempotencyKey: string) => {
      const { eligible, reason } = eligibility(input.order_id);
      if (!eligible) throw new HttpProblem(409, "not_returnable", reason);
      const number = nextNumber(database, "returns", firstReturnNumber);
      const created = {
        return_id: `RET-${number}`,
        order_id: input.order_id,
        status: "created",
        reason: input.reason,
        refund_usd: order(input.order_id).total_usd,
        label_url: `https://shop.example.com/labels/RET-${number}`,
        created_at: new Date(nowMs()).toISOString(),
      };
      database
        .prepare("INSERT INTO returns (number, order_id, document, idempotency_key) VALUES (?, ?, ?, ?)")
        .run(number, input.order_id, JSON.stringify(created), idempotencyKey);
      return created;
    },
    refund: (input: z.infer<typeof refundSchema>, idempotencyKey: string) => {
      const { total_usd } = order(input.order_id);
      // Cents, so that sums are exact.
      const left = Math.round((total_usd - refundedUsd(input.order_id)) * 100) / 100;
      if (input.amount_usd > left)
        throw new HttpProblem(409, "refund_too_high", `At most ${left} USD of this order can be refunded.`);
      const number = nextNumber(database, "refunds", 1);
      const refunded = {
        refund_id: `REF-${number}`,
        ...input,
        status: "refunded",
        refunded_at: new Date(nowMs()).toISOString(),
      };
      database
        .prepare("INSERT INTO refunds (number, order_id, document, idempotency_key) VALUES (?, ?, ?, ?)")
        .run(number, input.order_id, JSON.stringify(refunded), idempotencyKey);
      return refunded;
    },
    sendEmail: (input: z.infer<typeof sendEmailSchema>, idempotencyKey: string) => {
      const number = nextNumber(database, "emails", 1);
      const sent = { message_id: `msg-${number}`, ...input, sent_at: new Date(nowMs()).toISOString() };
      database
        .prepare("INSERT INTO emails (number, document, idempotency_key) VALUES (?, ?, ?)")
        .run(number, JSON.stringify(sent), idempotencyKey);
      return { message_id: sent.message_id, to: sent.to, status: "sent" };
    },
    returns: () => documents(database, "SELECT document FROM returns ORDER BY number"),
    refunds: () => documents(database, "SELECT document FROM refunds ORDER BY number"),
    emails: () => documents(database, "SELECT document FROM emails ORDER BY number"),
  };
}
export type Shop = ReturnType<typeof createShop>;

function nextNumber(database: DatabaseSync, table: "returns" | "refunds" | "emails", first: number): number {
  const row = database.prepare(`SELECT coalesce(max(number) + 1, ?) AS next FROM ${table}`).get(first);
  return Number(row?.["next"]);
}
