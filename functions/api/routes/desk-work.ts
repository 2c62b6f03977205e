import { createRoute } from "@hono/zod-openapi";
import * as z from "zod";
import { messageSchema } from "../../../shared/contracts/api/conversations.ts";
import {
  assignRequestSchema,
  backToAiRequestSchema,
  deskMessageRequestSchema,
  handoverIdSchema,
  handoverSchema,
  noArgumentsSchema,
  resolveRequestSchema,
} from "../../../shared/contracts/api/desk.ts";
import { NotFoundError } from "../../../shared/contracts/errors.ts";
import type { HumanAgent } from "../../../shared/contracts/human-agent.ts";
import type { Principal, Scope } from "../../../shared/contracts/principal.ts";
import type { OutboxMessage } from "../../../shared/contracts/run.ts";
import { personOf } from "../../../shared/domain/access/person-of.ts";
import { viewMessage } from "../../../shared/domain/conversations/view-conversation.ts";
import { claimHandover } from "../../../shared/domain/queue/claim-handover.ts";
import { closeHandover } from "../../../shared/domain/queue/close-handover.ts";
import { findAgent, findMe } from "../../../shared/domain/queue/manage-agents.ts";
import { reassignHandover } from "../../../shared/domain/queue/reassign-handover.ts";
import { releaseHandover } from "../../../shared/domain/queue/release-handover.ts";
import { replyAsHuman } from "../../../shared/domain/queue/reply-as-human.ts";
import type { ApiApp } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { deliver } from "../deliver.ts";
import { messageId } from "../message-id.ts";
import { body, json, problemResponses, writeProblems, writes } from "../route-parts.ts";
import { showHandover } from "../show-handover.ts";

const tags = ["Desk"];
const params = z.object({ id: handoverIdSchema });

export function deskWorkRoutes(app: ApiApp, services: ApiServices): void {
  claim(app, services);
  release(app, services);
  assign(app, services);
  say(app, services, "reply");
  say(app, services, "note");
  resolve(app, services);
  handBack(app, services);
}

/** What every route has that changes a handover. */
function parts<Schema extends z.ZodType>(
  services: ApiServices,
  action: string,
  request: Schema,
  scope: Scope = "desk:work",
) {
  return {
    method: "post" as const,
    path: `/api/v1/handovers/{id}/${action}` as const,
    tags,
    ...writes(services, [scope]),
    request: { params, body: body(request) },
    responses: {
      200: json(handoverSchema.openapi("Handover"), "The handover"),
      ...problemResponses(404, ...writeProblems),
    },
  };
}

/** Does something as the human agent who asks, and answers with the handover. */
async function asMe(
  principal: Principal,
  handoverId: string,
  services: ApiServices,
  act: (me: HumanAgent, handover: { tenantId: string; handoverId: string }) => Promise<OutboxMessage[]>,
) {
  const { tenantId } = principal;
  const me = await services.database.tenant(tenantId, async (tx) => {
    if ((await tx.handovers.get(handoverId)) === null) throw new NotFoundError("There is no such handover.");
    return findMe(tx, principal);
  });
  await deliver(await act(me, { tenantId, handoverId }), services);
  return showHandover(principal, handoverId, services);
}

function claim(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    ...parts(services, "claim", noArgumentsSchema),
    operationId: "claimHandover",
    summary: "Take a waiting handover",
    description: "Of many who try, one gets it; the others hear `already-assigned`.",
  });
  app.openapi(route, async (c) => {
    const view = await asMe(c.get("principal"), c.req.valid("param").id, services, async (me, handover) => {
      const { humanAgentId } = me;
      await claimHandover({ ...handover, humanAgentId, assignedBy: humanAgentId }, services);
      return [];
    });
    return c.json(view, 200);
  });
}

function release(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    ...parts(services, "release", noArgumentsSchema),
    operationId: "releaseHandover",
    summary: "Let go of a handover: it waits again, with the age it had",
  });
  app.openapi(route, async (c) => {
    const view = await asMe(c.get("principal"), c.req.valid("param").id, services, async (me, handover) => {
      const { humanAgentId } = me;
      return (await releaseHandover({ ...handover, humanAgentId }, services)).messages;
    });
    return c.json(view, 200);
  });
}

function assign(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    ...parts(services, "assign", assignRequestSchema, "desk:manage"),
    operationId: "assignHandover",
    summary: "Give a handover to somebody, whoever has it now",
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { tenantId, subject: assignedBy } = principal;
    const { id: handoverId } = c.req.valid("param");
    const to = c.req.valid("json").human_agent_id;
    const { status } = await showHandover(principal, handoverId, services);
    await services.database.tenant(tenantId, (tx) => findAgent(tx, to));
    if (status === "queued") {
      await claimHandover({ tenantId, handoverId, humanAgentId: to, assignedBy }, services);
    } else {
      const { messages } = await reassignHandover({ tenantId, handoverId, to, assignedBy }, services);
      await deliver(messages, services);
    }
    return c.json(await showHandover(principal, handoverId, services), 200);
  });
}

const saying = {
  reply: {
    operationId: "replyToCustomer",
    summary: "Answer the customer",
    description: "Only who has the handover answers. Sent again under its `id` it is there once.",
  },
  note: {
    operationId: "writeNote",
    summary: "Write a private note",
    description: "People at the desk see it; customers and models do not.",
  },
};

function say(app: ApiApp, services: ApiServices, kind: "reply" | "note"): void {
  const { responses: _, ...common } = parts(services, kind, deskMessageRequestSchema);
  const route = createRoute({
    ...common,
    ...saying[kind],
    responses: {
      201: json(messageSchema.openapi("Message"), "The message"),
      ...problemResponses(404, ...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { tenantId } = principal;
    const { id, text } = c.req.valid("json");
    const { conversation_id } = await showHandover(principal, c.req.valid("param").id, services);
    const me = await services.database.tenant(tenantId, (tx) => findMe(tx, principal));
    const reply = {
      tenantId,
      conversationId: conversation_id,
      humanAgentId: me.humanAgentId,
      messageId: messageId(id, principal, c.get("keyedRequest"), services),
      text,
      isPrivate: kind === "note",
    };
    const { message } = await replyAsHuman(reply, services);
    return c.json(viewMessage(message), 201);
  });
}

function resolve(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    ...parts(services, "resolve", resolveRequestSchema.openapi("ResolveRequest")),
    operationId: "resolveHandover",
    summary: "Close the conversation",
    description: "Refused with `unread-messages` when the customer has written after `seen_seq`.",
  });
  app.openapi(route, async (c) => {
    const { seen_seq: seenSeq } = c.req.valid("json");
    const view = await asMe(c.get("principal"), c.req.valid("param").id, services, async (me, handover) => {
      const closing = { ...handover, humanAgentId: me.humanAgentId, outcome: "resolved" as const, seenSeq };
      return (await closeHandover(closing, services)).messages;
    });
    return c.json(view, 200);
  });
}

function handBack(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    ...parts(services, "back-to-ai", backToAiRequestSchema.openapi("BackToAiRequest")),
    operationId: "handBackToAi",
    summary: "Hand the conversation back to the AI, with an instruction",
    description: "Refused with `unread-messages` when the customer has written after `seen_seq`.",
  });
  app.openapi(route, async (c) => {
    const { seen_seq: seenSeq, instruction = null } = c.req.valid("json");
    const principal = c.get("principal");
    const instructedBy = personOf(principal);
    const view = await asMe(principal, c.req.valid("param").id, services, async (me, handover) => {
      const closing = { outcome: "back_to_ai" as const, instruction, instructedBy, seenSeq };
      const request = { ...handover, ...closing, humanAgentId: me.humanAgentId };
      return (await closeHandover(request, services)).messages;
    });
    return c.json(view, 200);
  });
}
