import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import {
  decisionRequestSchema,
  humanTaskListQuerySchema,
  humanTaskListSchema,
  humanTaskSchema,
} from "../../../shared/contracts/api/human-tasks.ts";
import { humanTaskIdSchema } from "../../../shared/contracts/api/values.ts";
import { decideWait, findTask } from "../../../shared/domain/waits/decide-wait.ts";
import { isHumanTask } from "../../../shared/domain/waits/is-human-task.ts";
import { summariseTask, viewTask } from "../../../shared/domain/waits/view-task.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { deliver } from "../deliver.ts";
import { body, json, problemResponses, reads, writeProblems, writes } from "../route-parts.ts";

const tags = ["Human tasks"];
const params = z.object({ id: humanTaskIdSchema });

export function humanTaskRoutes(app: ApiApp, services: ApiServices): void {
  listTasks(app, services);
  getTask(app, services);
  decide(app, services);
}

function listTasks(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/human-tasks",
    operationId: "listHumanTasks",
    summary: "Questions to people, oldest first",
    tags,
    ...reads("human-tasks:read"),
    request: { query: humanTaskListQuerySchema },
    responses: {
      200: json(humanTaskListSchema.openapi("HumanTaskList"), "One page; it may hold fewer than `limit`"),
      ...problemResponses(400),
    },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor, status, execution_id } = c.req.valid("query");
    const filter = {
      ...(status !== undefined && { status }),
      ...(execution_id !== undefined && { runId: execution_id }),
    };
    const page = await database.tenant(c.get("principal").tenantId, (tx) =>
      tx.waits.list(filter, limit, cursor ?? null),
    );
    const tasks = page.items.filter(isHumanTask).map(summariseTask);
    return c.json({ human_tasks: tasks, next_cursor: page.nextCursor }, 200);
  });
}

function getTask(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/human-tasks/{id}",
    operationId: "getHumanTask",
    summary: "A question with its form and what led to it",
    tags,
    ...reads("human-tasks:read"),
    request: { params },
    responses: { 200: json(humanTaskSchema.openapi("HumanTask"), "The task"), ...problemResponses(404) },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const wait = await database.tenant(principal.tenantId, (tx) => findTask(tx, c.req.valid("param").id));
    return c.json(viewTask(wait, principal), 200);
  });
}

function decide(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: "/api/v1/human-tasks/{id}/decision",
    operationId: "decideHumanTask",
    summary: "Answer a question",
    description: "One answer is accepted, from one of those who are asked; the execution goes on with it.",
    tags,
    ...writes(services, ["human-tasks:decide"]),
    request: { params, body: body(decisionRequestSchema.openapi("DecisionRequest")) },
    responses: {
      200: json(humanTaskSchema.openapi("HumanTask"), "The answered task"),
      ...problemResponses(404, 410, ...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const decision = { waitId: c.req.valid("param").id, answer: c.req.valid("json").answer };
    const keyed = c.get("keyedRequest");
    const { wait, messages } = await decideWait(principal, decision, services, async (tx, decided) => {
      if (keyed === undefined) return;
      const text = JSON.stringify(viewTask(decided, principal));
      const response = { status: 200, contentType: "application/json", body: text, location: null };
      await tx.idempotency.finish(keyed.route, keyed.key, response);
    });
    await deliver(messages, services);
    return c.json(viewTask(wait, principal), 200);
  });
}
