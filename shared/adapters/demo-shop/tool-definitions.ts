import type { JsonSchema } from "../../contracts/json.ts";
import type { ToolDefinition } from "../../contracts/tool.ts";

const timeoutMs = 10_000;
const common = { requiresApproval: false, safe: false, timeoutMs };

const orderId = {
  type: "string",
  minLength: 1,
  maxLength: 40,
  pattern: "^#?[A-Za-z0-9-]+$",
  description: 'The order number, e.g. "12345".',
};
const nullableText = { type: ["string", "null"] };

const order: JsonSchema = {
  type: "object",
  required: [
    "order_id",
    "customer_id",
    "customer_name",
    "customer_email",
    "item",
    "quantity",
    "total_usd",
    "status",
  ],
  properties: {
    order_id: { type: "string" },
    customer_id: { type: "string" },
    customer_name: { type: "string" },
    customer_email: { type: "string" },
    item: { type: "string" },
    quantity: { type: "integer" },
    total_usd: { type: "number" },
    status: { type: "string", enum: ["processing", "shipped", "delivered"] },
    delivered_at: { ...nullableText, description: "Day of delivery." },
    expected_delivery: { ...nullableText, description: "Day on which it is expected." },
    tracking_number: nullableText,
    refunded_usd: { type: "number", description: "Paid back so far." },
  },
};

function input(properties: JsonSchema, required: string[] = Object.keys(properties)): JsonSchema {
  return { type: "object", additionalProperties: false, required, properties };
}

/** The demo shop's tools, as Shopify and Gmail have them. */
export const getOrder: ToolDefinition = {
  ...common,
  name: "shopify.get_order",
  description:
    "Gets one order by its number: item, total, status, day of delivery, tracking number, and the customer's name and e-mail " +
    "address. Use it when a customer asks about an order, or before anything is done with one.",
  effect: "read",
  input: input({ order_id: orderId }),
  output: order,
};

export const listOrders: ToolDefinition = {
  ...common,
  name: "shopify.list_orders",
  description: "Lists all orders of one customer. Use it to find an order when its number is not known.",
  effect: "read",
  input: input({
    customer_id: {
      type: "string",
      minLength: 1,
      maxLength: 40,
      description: 'The customer\'s number, e.g. "cust_789".',
    },
  }),
  output: { type: "object", required: ["orders"], properties: { orders: { type: "array", items: order } } },
};

export const checkReturn: ToolDefinition = {
  ...common,
  name: "shopify.check_return",
  description: "Checks whether an order can be returned, and says why it can or cannot. Changes nothing.",
  effect: "read",
  input: input({ order_id: orderId }),
  output: {
    type: "object",
    required: ["order_id", "eligible", "reason", "days_left"],
    properties: {
      order_id: { type: "string" },
      eligible: { type: "boolean" },
      reason: { type: "string" },
      days_left: { type: ["integer", "null"], description: "Days left for returning it." },
    },
  },
};

export const createReturn: ToolDefinition = {
  ...common,
  name: "shopify.create_return",
  description:
    "Creates the return of an order and answers with its return number, the address of the label and the amount that will be " +
    "refunded. Fails for an order that cannot be returned.",
  effect: "write",
  input: input({
    order_id: orderId,
    reason: { type: "string", minLength: 1, maxLength: 1000, description: "Why the customer returns it." },
  }),
  output: {
    type: "object",
    required: ["return_id", "order_id", "status", "refund_usd", "label_url"],
    properties: {
      return_id: { type: "string" },
      order_id: { type: "string" },
      status: { type: "string" },
      reason: { type: "string" },
      refund_usd: { type: "number" },
      label_url: { type: "string" },
      created_at: { type: "string" },
    },
  },
};

export const refund: ToolDefinition = {
  ...common,
  name: "shopify.refund",
  description:
    "Refunds an amount of an order to the customer's way of payment, and answers with the refund number. Money that was paid " +
    "back does not come back. Fails for more than what is left of the order's total.",
  effect: "irreversible",
  requiresApproval: true,
  input: input({
    order_id: orderId,
    amount_usd: { type: "number", exclusiveMinimum: 0, maximum: 100_000, description: "How much, in USD." },
    reason: { type: "string", minLength: 1, maxLength: 1000, description: "Why it is refunded." },
  }),
  output: {
    type: "object",
    required: ["refund_id", "order_id", "status", "amount_usd"],
    properties: {
      refund_id: { type: "string" },
      order_id: { type: "string" },
      status: { type: "string" },
      amount_usd: { type: "number" },
      reason: { type: "string" },
      refunded_at: { type: "string" },
    },
  },
};

export const sendEmail: ToolDefinition = {
  ...common,
  name: "gmail.send_email",
  description: "Sends an e-mail to a customer. In the demo it goes into an outbox and reaches nobody.",
  effect: "write",
  input: input({
    to: { type: "string", format: "email", maxLength: 254, description: "The recipient's e-mail address." },
    subject: { type: "string", minLength: 1, maxLength: 200 },
    body: { type: "string", minLength: 1, maxLength: 20_000, description: "The text of the e-mail." },
  }),
  output: {
    type: "object",
    required: ["message_id", "to", "status"],
    properties: { message_id: { type: "string" }, to: { type: "string" }, status: { type: "string" } },
  },
};
