import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import {
  createHumanAgentRequestSchema,
  humanAgentIdSchema,
  humanAgentListQuerySchema,
  humanAgentListSchema,
  humanAgentSchema,
  setStatusRequestSchema,
  updateHumanAgentRequestSchema,
} from "../../../shared/contracts/api/desk.ts";
import { createAgent, findAgent, findMe, updateAgent } from "../../../shared/domain/queue/manage-agents.ts";
import { setAgentStatus } from "../../../shared/domain/queue/set-agent-status.ts";
import { viewHumanAgent } from "../../../shared/domain/queue/view-desk.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { deliver } from "../deliver.ts";
import { keyedId } from "../keyed-id.ts";
import { body, json, problemResponses, reads, writeProblems, writes } from "../route-parts.ts";

const tags = ["Human agents"];
const path = "/api/v1/human-agents";
const params = z.object({ id: humanAgentIdSchema });
const person = () => humanAgentSchema.openapi("HumanAgent");

export function humanAgentRoutes(app: ApiApp, services: ApiServices): void {
  create(app, services);
  list(app, services);
  setMyStatus(app, services);
  getMe(app, services);
  get(app, services);
  update(app, services);
}

function create(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path,
    operationId: "createHumanAgent",
    summary: "Give somebody a place at the desk",
    tags,
    ...writes(services, ["desk:manage"]),
    request: { body: body(createHumanAgentRequestSchema.openapi("CreateHumanAgentRequest")) },
    responses: { 201: json(person(), "The human agent"), ...problemResponses(...writeProblems) },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { max_capacity: maxCapacity, ...facts } = c.req.valid("json");
    const humanAgentId = keyedId("person", principal, c.get("keyedRequest"), services);
    const agent = await createAgent(principal.tenantId, { ...facts, maxCapacity, humanAgentId }, services);
    c.header("Location", `${path}/${humanAgentId}`);
    return c.json(viewHumanAgent(agent), 201);
  });
}

function list(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path,
    operationId: "listHumanAgents",
    summary: "People at the desk",
    tags,
    ...reads("desk:work", "desk:manage"),
    request: { query: humanAgentListQuerySchema },
    responses: {
      200: json(humanAgentListSchema.openapi("HumanAgentList"), "All of them"),
      ...problemResponses(400),
    },
  });
  app.openapi(route, async (c) => {
    const { status = null } = c.req.valid("query");
    const agents = await database.tenant(c.get("principal").tenantId, (tx) => tx.humanAgents.list(status));
    return c.json({ human_agents: agents.map(viewHumanAgent) }, 200);
  });
}

function setMyStatus(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: `${path}/me/status`,
    operationId: "setMyStatus",
    summary: "Say that you are online, away or offline",
    description: "Who is away keeps what they have; who goes offline gives it back to the queue.",
    tags,
    ...writes(services, ["desk:work"]),
    request: { body: body(setStatusRequestSchema.openapi("SetStatusRequest")) },
    responses: { 200: json(person(), "You"), ...problemResponses(...writeProblems) },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { tenantId } = principal;
    const { humanAgentId } = await services.database.tenant(tenantId, (tx) => findMe(tx, principal));
    const { status } = c.req.valid("json");
    const { agent, messages } = await setAgentStatus({ tenantId, humanAgentId, status }, services);
    await deliver(messages, services);
    return c.json(viewHumanAgent(agent), 200);
  });
}

function getMe(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: `${path}/me`,
    operationId: "getMyself",
    summary: "Who you are at the desk",
    tags,
    ...reads("desk:work"),
    responses: { 200: json(person(), "You"), ...problemResponses() },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    return c.json(
      viewHumanAgent(await database.tenant(principal.tenantId, (tx) => findMe(tx, principal))),
      200,
    );
  });
}

function get(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: `${path}/{id}`,
    operationId: "getHumanAgent",
    summary: "A human agent",
    tags,
    ...reads("desk:work", "desk:manage"),
    request: { params },
    responses: { 200: json(person(), "The human agent"), ...problemResponses(404) },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid("param");
    const agent = await database.tenant(c.get("principal").tenantId, (tx) => findAgent(tx, id));
    return c.json(viewHumanAgent(agent), 200);
  });
}

function update(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "patch",
    path: `${path}/{id}`,
    operationId: "updateHumanAgent",
    summary: "Change what somebody can do, and how much",
    tags,
    ...writes(services, ["desk:manage"]),
    request: { params, body: body(updateHumanAgentRequestSchema.openapi("UpdateHumanAgentRequest")) },
    responses: { 200: json(person(), "The human agent"), ...problemResponses(404, ...writeProblems) },
  });
  app.openapi(route, async (c) => {
    const { name, email, skills, max_capacity: maxCapacity } = c.req.valid("json");
    const change = {
      humanAgentId: c.req.valid("param").id,
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email }),
      ...(skills !== undefined && { skills }),
      ...(maxCapacity !== undefined && { maxCapacity }),
    };
    const { agent, messages } = await updateAgent(c.get("principal").tenantId, change, services);
    await deliver(messages, services);
    return c.json(viewHumanAgent(agent), 200);
  });
}
