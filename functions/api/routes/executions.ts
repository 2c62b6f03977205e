import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import {
  executeRequestSchema,
  executionListQuerySchema,
  executionListSchema,
  executionSchema,
  type ExecuteRequest,
  type ExecutionView,
  maxWaitSeconds,
  stopRequestSchema,
} from "../../../shared/contracts/api/executions.ts";
import { executionIdSchema } from "../../../shared/contracts/api/values.ts";
import { acceptRun, type RunRequest } from "../../../shared/domain/workflows/accept-run.ts";
import { stopRun } from "../../../shared/domain/workflows/stop-run.ts";
import { executionUrl, summariseRun, viewRun } from "../../../shared/domain/workflows/view-run.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { deliver } from "../deliver.ts";
import { preferredWaitSeconds } from "../preferred-wait.ts";
import { body, json, problemResponses, reads, writeProblems, writes } from "../route-parts.ts";
import { keyedId } from "../keyed-id.ts";
import { waitForRun } from "../wait-for-run.ts";

const tags = ["Executions"];
const params = z.object({ id: executionIdSchema });

export function executionRoutes(app: ApiApp, services: ApiServices): void {
  execute(app, services);
  getExecution(app, services);
  listExecutions(app, services);
  stopExecution(app, services);
}

function execute(app: ApiApp, services: ApiServices): void {
  const execution = executionSchema.openapi("Execution");
  const route = createRoute({
    method: "post",
    path: "/api/v1/workflows/execute",
    operationId: "executeWorkflow",
    summary: "Start a workflow",
    description: `Accepts a run. With \`wait_seconds\` or \`Prefer: wait=N\` (${maxWaitSeconds} at most) it answers 200 when the run has ended by then, and 202 as soon as a person is asked.`,
    tags,
    ...writes(services, ["executions:write"]),
    request: { body: body(executeRequestSchema.openapi("ExecuteRequest")) },
    responses: {
      200: json(execution, "The run has ended"),
      202: json(execution, "The run was accepted; Location has it"),
      ...problemResponses(404, ...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const request = c.req.valid("json");
    const runId = keyedId("exec", principal, c.get("keyedRequest"), services);
    const { run, messages } = await acceptRun(principal, runRequest(request), runId, services);
    await deliver(messages, services);
    const waitSeconds = preferredWaitSeconds(request.wait_seconds, c.req.header("Prefer"));
    await waitForRun(run, waitSeconds * 1000, services, c.req.raw.signal);
    const view = await viewRun(principal, run.runId, services);
    c.header("Location", executionUrl(run.runId));
    return c.json(view, hasEnded(view) && waitSeconds > 0 ? 200 : 202);
  });
}

function runRequest({ workflow_id, input_data, context = {} }: ExecuteRequest): RunRequest {
  const conversationId = context.conversation_id ?? null;
  return {
    workflowId: workflow_id,
    input: input_data,
    context: context,
    conversationId,
  };
}

function hasEnded({ status }: ExecutionView): boolean {
  return status !== "queued" && status !== "running";
}

function getExecution(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/executions/{id}",
    operationId: "getExecution",
    summary: "An execution with its trace and costs",
    description:
      "Without `executions:read` only what the caller started itself, and without reasoning chains.",
    tags,
    ...reads("executions:read", "executions:write"),
    request: { params },
    responses: { 200: json(executionSchema.openapi("Execution"), "The execution"), ...problemResponses(404) },
  });
  app.openapi(route, async (c) =>
    c.json(await viewRun(c.get("principal"), c.req.valid("param").id, services), 200),
  );
}

function listExecutions(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/executions",
    operationId: "listExecutions",
    summary: "Executions, newest first",
    tags,
    ...reads("executions:read"),
    request: { query: executionListQuerySchema },
    responses: {
      200: json(executionListSchema.openapi("ExecutionList"), "One page"),
      ...problemResponses(400),
    },
  });
  app.openapi(route, async (c) => {
    const { limit, cursor, status, workflow, conversation_id } = c.req.valid("query");
    const filter = {
      ...(status !== undefined && { status }),
      ...(workflow !== undefined && { workflowName: workflow }),
      ...(conversation_id !== undefined && { conversationId: conversation_id }),
    };
    const page = await services.database.tenant(c.get("principal").tenantId, (tx) =>
      tx.runs.list(filter, limit, cursor ?? null),
    );
    return c.json({ executions: page.items.map(summariseRun), next_cursor: page.nextCursor }, 200);
  });
}

function stopExecution(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: "/api/v1/executions/{id}/stop",
    operationId: "stopExecution",
    summary: "Stop an execution",
    description:
      "Stopped again, it stays stopped. Without `executions:read` only what the caller started itself.",
    tags,
    ...writes(services, ["executions:write"], { required: false }),
    request: {
      params,
      body: {
        required: false,
        content: { "application/json": { schema: stopRequestSchema.openapi("StopRequest") } },
      },
    },
    responses: {
      200: json(executionSchema.openapi("Execution"), "The stopped execution"),
      ...problemResponses(404, ...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { id } = c.req.valid("param");
    await deliver(await stopRun(principal, id, services), services);
    return c.json(await viewRun(principal, id, services), 200);
  });
}
