import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { receiptListQuerySchema, receiptListSchema } from "../../../shared/contracts/api/receipts.ts";
import { humanTaskIdSchema } from "../../../shared/contracts/api/values.ts";
import { viewReceipt } from "../../../shared/domain/approvals/view-receipt.ts";
import { findTask } from "../../../shared/domain/waits/task-detail.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { json, problemResponses, reads } from "../route-parts.ts";

const tags = ["Receipts"];
const page = () => json(receiptListSchema.openapi("ReceiptList"), "One page; an empty one is the end");

export function receiptRoutes(app: ApiApp, services: ApiServices): void {
  listReceipts(app, services);
  listReceiptsOfTask(app, services);
}

function listReceipts(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/receipts",
    operationId: "listReceipts",
    summary: "The tenant's chain of receipts, in order, after a number",
    description:
      "Who decided what about which arguments, when; each link holds the hash of the one before. `hil receipts verify` " +
      "reads all of them and computes the chain again.",
    tags,
    ...reads("human-tasks:read"),
    request: { query: receiptListQuerySchema },
    responses: { 200: page(), ...problemResponses(400) },
  });
  app.openapi(route, async (c) => {
    const { after, limit } = c.req.valid("query");
    const receipts = await database.tenant(c.get("principal").tenantId, (tx) =>
      tx.receipts.list(after, limit),
    );
    return c.json({ receipts: receipts.map(viewReceipt) }, 200);
  });
}

function listReceiptsOfTask(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/human-tasks/{id}/receipts",
    operationId: "listReceiptsOfTask",
    summary: "The receipts of one task, in order; they are links of the tenant's chain",
    tags,
    ...reads("human-tasks:read"),
    request: { params: z.object({ id: humanTaskIdSchema }), query: receiptListQuerySchema },
    responses: { 200: page(), ...problemResponses(400, 404) },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const { after, limit } = c.req.valid("query");
    const receipts = await database.tenant(c.get("principal").tenantId, async (tx) => {
      const { waitId } = await findTask(tx, id);
      return tx.receipts.ofWait(waitId, after, limit);
    });
    return c.json({ receipts: receipts.map(viewReceipt) }, 200);
  });
}
