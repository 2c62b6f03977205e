import { mkdirSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import type * as z from "zod";
import { HttpProblem } from "../loopback/http-problem.ts";
import { readJsonBody } from "../loopback/read-json-body.ts";
import { sendJson, startLoopbackServer, type LoopbackServer } from "../loopback/start-loopback-server.ts";
import { oncePerKey, readAttempts, type Attempt } from "./once-per-key.ts";
import { openShopDatabase } from "./shop-database.ts";
import { createReturnSchema, createShop, refundSchema, sendEmailSchema, type Shop } from "./shop.ts";

const bodyLimitBytes = 64 * 1024;

export interface DemoShopOptions {
  /** 0: any free port. */
  port: number;
  /** The shop is kept in `demo-shop.db` in it. */
  dataDir: string;
  /** Milliseconds since the epoch. */
  nowMs?: () => number;
  onError?: (error: unknown) => void;
}

export interface DemoShop extends LoopbackServer {
  /** Every attempt to have an effect, in order. */
  attempts: () => Attempt[];
}

/**
 * A small shop on 127.0.0.1: orders to look up, returns to create, and an outbox of e-mails that nobody gets. Customers
 * and goods are made up. What has an effect needs an `Idempotency-Key` and happens once for each.
 */
export async function startDemoShop(options: DemoShopOptions): Promise<DemoShop> {
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const database = openShopDatabase(join(options.dataDir, "demo-shop.db"));
  const nowMs = options.nowMs ?? Date.now;
  const shop = createShop(database, nowMs);
  const server = await startLoopbackServer({
    port: options.port,
    handle: (request, response) => route(request, response, { database, shop, nowMs }),
    ...(options.onError !== undefined && { onError: options.onError }),
  });
  return {
    ...server,
    attempts: () => readAttempts(database),
    close: async () => {
      await server.close();
      database.close();
    },
  };
}

interface Context {
  database: DatabaseSync;
  shop: Shop;
  nowMs: () => number;
}

async function route(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  const key = `${request.method} ${pathname}`;
  if (key === "POST /returns")
    return create(request, response, context, key, createReturnSchema, context.shop.createReturn);
  if (key === "POST /refunds")
    return create(request, response, context, key, refundSchema, context.shop.refund);
  if (key === "POST /emails")
    return create(request, response, context, key, sendEmailSchema, context.shop.sendEmail);
  if (request.method !== "GET") throw new HttpProblem(404, "not_found", `There is no ${key} here`);
  sendJson(response, 200, read(pathname, searchParams, context));
}

function read(path: string, query: URLSearchParams, { shop, database }: Context): unknown {
  const order = /^\/orders\/([^/]{1,40})(\/return-eligibility)?$/.exec(path);
  if (order !== null) {
    const orderId = decode(order[1]!);
    return order[2] === undefined ? shop.order(orderId) : shop.eligibility(orderId);
  }
  switch (path) {
    case "/orders":
      return { orders: shop.orders(query.get("customer_id") ?? "") };
    case "/returns":
      return { returns: shop.returns() };
    case "/refunds":
      return { refunds: shop.refunds() };
    case "/emails":
      return { emails: shop.emails() };
    case "/attempts":
      return { attempts: readAttempts(database) };
    case "/":
    case "/health":
      return { status: "ok", about: "A demo shop with made-up customers and goods" };
    default:
      throw new HttpProblem(404, "not_found", "There is nothing here");
  }
}

async function create<Schema extends z.ZodType>(
  request: IncomingMessage,
  response: ServerResponse,
  { database, nowMs }: Context,
  route: string,
  schema: Schema,
  effect: (input: z.infer<Schema>, idempotencyKey: string) => unknown,
): Promise<void> {
  const idempotencyKey = request.headers["idempotency-key"];
  if (typeof idempotencyKey !== "string" || !/^[\x21-\x7e]{1,300}$/.test(idempotencyKey)) {
    throw new HttpProblem(
      400,
      "idempotency_key_missing",
      "An Idempotency-Key is needed: 1 to 300 visible characters",
    );
  }
  const parsed = schema.safeParse(await readJsonBody(request, bodyLimitBytes));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new HttpProblem(
      400,
      "invalid_input",
      `${issue?.path.join(".") || "body"}: ${issue?.message ?? "is wrong"}`,
    );
  }
  const body = parsed.data;
  const answer = oncePerKey(database, { route, idempotencyKey, body }, nowMs, () => ({
    status: 201,
    body: effect(body, idempotencyKey),
  }));
  sendJson(response, answer.status, answer.body, answer.replayed ? { "idempotent-replayed": "true" } : {});
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new HttpProblem(400, "invalid_input", "The order number is not encoded as a URL is");
  }
}
