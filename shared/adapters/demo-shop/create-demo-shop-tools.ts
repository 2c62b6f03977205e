import type { Json, JsonObject } from "../../contracts/json.ts";
import type { Tool, ToolCallContext, ToolDefinition } from "../../contracts/tool.ts";
import { createBoundedFetch } from "../../runtime/egress/bounded-fetch.ts";
import { callShop, type ShopRequest } from "./shop-request.ts";
import { checkReturn, createReturn, getOrder, listOrders, refund, sendEmail } from "./tool-definitions.ts";

const maxResponseBytes = 1024 * 1024;

export interface DemoShopOptions {
  /** The shop's address, without a slash at its end. */
  url: string;
  /** Default: what each tool states. */
  timeoutMs?: number;
}

/** The demo shop's tools: `shopify.*` and `gmail.send_email` over HTTP. They work as tools of a real shop would. */
export function createDemoShopTools(options: DemoShopOptions): Tool[] {
  const tool = (definition: ToolDefinition, toRequest: (input: JsonObject) => ShopRequest): Tool => {
    const timeoutMs = options.timeoutMs ?? definition.timeoutMs;
    const send = createBoundedFetch({ timeoutMs, idleTimeoutMs: timeoutMs, maxResponseBytes });
    const run = (input: Json, context: ToolCallContext) =>
      callShop(options.url, toRequest(input as JsonObject), context, send);
    return { ...definition, timeoutMs, run };
  };
  return [
    tool(getOrder, (input) => ({ method: "GET", path: `/orders/${orderNumber(input)}` })),
    tool(listOrders, (input) => ({
      method: "GET",
      path: `/orders?customer_id=${encoded(input["customer_id"])}`,
    })),
    tool(checkReturn, (input) => ({
      method: "GET",
      path: `/orders/${orderNumber(input)}/return-eligibility`,
    })),
    tool(createReturn, (input) => ({
      method: "POST",
      path: "/returns",
      body: { ...input, order_id: withoutSign(input["order_id"]) },
    })),
    tool(refund, (input) => ({
      method: "POST",
      path: "/refunds",
      body: { ...input, order_id: withoutSign(input["order_id"]) },
    })),
    tool(sendEmail, (input) => ({ method: "POST", path: "/emails", body: input })),
  ];
}

function orderNumber(input: JsonObject): string {
  return encodeURIComponent(withoutSign(input["order_id"]));
}

/** People write "#12345". */
function withoutSign(value: Json | undefined): string {
  return text(value).replace(/^#/, "");
}

function encoded(value: Json | undefined): string {
  return encodeURIComponent(text(value));
}

/** The input has passed the schema, which says that it is text. */
function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
