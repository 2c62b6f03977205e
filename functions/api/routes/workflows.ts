import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { workflowNameSchema } from "../../../shared/contracts/api/executions.ts";
import {
  publishedWorkflowSchema,
  validationSchema,
  workflowListSchema,
  workflowQuerySchema,
  workflowSchema,
  workflowSourceSchema,
} from "../../../shared/contracts/api/workflows.ts";
import { NotFoundError } from "../../../shared/contracts/errors.ts";
import { publishWorkflow } from "../../../shared/domain/workflows/publish-workflow.ts";
import { summariseWorkflow, viewWorkflow } from "../../../shared/domain/workflows/view-workflow.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { body, json, problemResponses, reads, writeProblems, writes } from "../route-parts.ts";

const tags = ["Workflows"];
const unnamedFile = "workflow.yaml";

export function workflowRoutes(app: ApiApp, services: ApiServices): void {
  listWorkflows(app, services);
  getWorkflow(app, services);
  validateWorkflow(app, services);
  publish(app, services);
}

function listWorkflows(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/workflows",
    operationId: "listWorkflows",
    summary: "Published workflows",
    tags,
    ...reads("workflows:read"),
    responses: {
      200: json(workflowListSchema.openapi("WorkflowList"), "By name and version"),
      ...problemResponses(),
    },
  });
  app.openapi(route, async (c) => {
    const revisions = await database.tenant(c.get("principal").tenantId, (tx) => tx.workflows.list());
    return c.json({ workflows: revisions.map(summariseWorkflow) }, 200);
  });
}

function getWorkflow(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: "/api/v1/workflows/{name}",
    operationId: "getWorkflow",
    summary: "A workflow: source, nodes, state machine",
    tags,
    ...reads("workflows:read"),
    request: { params: z.object({ name: workflowNameSchema }), query: workflowQuerySchema },
    responses: {
      200: json(workflowSchema.openapi("Workflow"), "The version asked for, else the one published last"),
      ...problemResponses(400, 404),
    },
  });
  app.openapi(route, async (c) => {
    const { name } = c.req.valid("param");
    const { version = null } = c.req.valid("query");
    const revision = await database.tenant(c.get("principal").tenantId, (tx) =>
      tx.workflows.getCurrent(name, version),
    );
    if (revision === null)
      throw new NotFoundError(`There is no workflow ${name}${version ? `@${version}` : ""}.`);
    return c.json(viewWorkflow(revision), 200);
  });
}

function validateWorkflow(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: "/api/v1/workflows/validate",
    operationId: "validateWorkflow",
    summary: "What the compiler says of a source",
    description:
      "Compiles and executes nothing. A workflow with errors is a valid question: the answer is 200.",
    tags,
    ...writes(services, ["workflows:read", "workflows:write"]),
    request: { body: body(workflowSourceSchema.openapi("WorkflowSource")) },
    responses: {
      200: json(validationSchema.openapi("Validation"), "All its diagnostics"),
      ...problemResponses(...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const { source, file = unnamedFile } = c.req.valid("json");
    const { workflow, diagnostics } = await services.compiler.compile(source, file);
    const valid = workflow !== undefined && diagnostics.every(({ severity }) => severity !== "error");
    return c.json({ valid, diagnostics }, 200);
  });
}

function publish(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: "/api/v1/workflows",
    operationId: "publishWorkflow",
    summary: "Publish a workflow",
    description:
      "Makes the source the current revision of its name and version. Runs that have begun keep theirs.",
    tags,
    ...writes(services, ["workflows:write"]),
    request: { body: body(workflowSourceSchema.openapi("WorkflowSource")) },
    responses: {
      201: json(publishedWorkflowSchema.openapi("PublishedWorkflow"), "Published"),
      ...problemResponses(...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const { source, file = unnamedFile } = c.req.valid("json");
    const { revision, warnings } = await publishWorkflow(c.get("principal"), { source, file }, services);
    const published = { ...summariseWorkflow(revision), diagnostics: warnings };
    c.header("Location", published.url);
    return c.json(published, 201);
  });
}
