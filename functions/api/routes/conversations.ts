import { createRoute } from "@hono/zod-openapi";
import type { Context } from "hono";
import * as z from "zod";
import {
  conversationIdSchema,
  conversationListQuerySchema,
  conversationListSchema,
  conversationSchema,
  createConversationRequestSchema,
  messageListQuerySchema,
  messageListSchema,
  messageSchema,
  type PostMessageRequest,
  postMessageRequestSchema,
  satisfactionRequestSchema,
} from "../../../shared/contracts/api/conversations.ts";
import type { Conversation, Message } from "../../../shared/contracts/conversation.ts";
import { personOf } from "../../../shared/domain/access/person-of.ts";
import { audienceOf } from "../../../shared/domain/conversations/audience.ts";
import {
  customerOf,
  findConversation,
  readsAll,
} from "../../../shared/domain/conversations/conversation-access.ts";
import { createConversation } from "../../../shared/domain/conversations/create-conversation.ts";
import { giveSatisfaction } from "../../../shared/domain/conversations/give-satisfaction.ts";
import { postMessage } from "../../../shared/domain/conversations/post-message.ts";
import { viewConversation, viewMessage } from "../../../shared/domain/conversations/view-conversation.ts";
import type { ApiApp, ApiEnv } from "../api-env.ts";
import type { ApiServices } from "../api-services.ts";
import { deliver } from "../deliver.ts";
import { keyedId } from "../keyed-id.ts";
import { messageId } from "../message-id.ts";
import { body, json, problemResponses, reads, writeProblems, writes } from "../route-parts.ts";

const tags = ["Conversations"];
const params = z.object({ id: conversationIdSchema });
const path = "/api/v1/conversations";
const ownOnly = "Without `conversations:read` only one's own: the customer is who asks.";

export function conversationRoutes(app: ApiApp, services: ApiServices): void {
  create(app, services);
  list(app, services);
  get(app, services);
  listMessages(app, services);
  post(app, services);
  rate(app, services);
}

function create(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path,
    operationId: "createConversation",
    summary: "Open a conversation",
    description: `With a first message it begins at once. ${ownOnly}`,
    tags,
    ...writes(services, ["conversations:write"]),
    request: { body: body(createConversationRequestSchema.openapi("CreateConversationRequest")) },
    responses: {
      201: json(conversationSchema.openapi("Conversation"), "The conversation"),
      ...problemResponses(404, ...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const request = c.req.valid("json");
    const opened = await createConversation(
      {
        tenantId: principal.tenantId,
        conversationId: keyedId("conv", principal, c.get("keyedRequest"), services),
        customerId: customerOf(principal, request.customer_id),
        openedBy: personOf(principal),
        channel: request.channel,
        workflowId: request.workflow_id,
        metadata: request.metadata ?? {},
      },
      services,
    );
    const { message } = request;
    const { conversation } = message ? await say(c, opened, message, services) : { conversation: opened };
    c.header("Location", `${path}/${conversation.conversationId}`);
    return c.json(viewConversation(conversation), 201);
  });
}

/** Accepts what the customer says, and has it sent on. */
async function say(
  c: Context<ApiEnv>,
  { conversationId, customerId }: Conversation,
  { id, text }: PostMessageRequest,
  services: ApiServices,
): Promise<{ conversation: Conversation; message: Message }> {
  const principal = c.get("principal");
  const message = {
    tenantId: principal.tenantId,
    conversationId,
    messageId: messageId(id, principal, c.get("keyedRequest"), services),
    sender: "customer" as const,
    senderId: customerId,
    postedBy: personOf(principal),
    text,
    isPrivate: false,
  };
  const { messages, ...accepted } = await postMessage(message, services);
  await deliver(messages, services);
  return accepted;
}

function list(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path,
    operationId: "listConversations",
    summary: "Conversations, latest change first",
    description: ownOnly,
    tags,
    ...reads("conversations:read", "conversations:write"),
    request: { query: conversationListQuerySchema },
    responses: {
      200: json(conversationListSchema.openapi("ConversationList"), "One page"),
      ...problemResponses(400),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { limit, cursor, status, customer_id } = c.req.valid("query");
    const customerId = readsAll(principal) ? customer_id : principal.subject;
    const filter = {
      ...(status !== undefined && { status }),
      ...(customerId !== undefined && { customerId }),
    };
    const page = await database.tenant(principal.tenantId, (tx) =>
      tx.conversations.list(filter, limit, cursor ?? null),
    );
    return c.json({ conversations: page.items.map(viewConversation), next_cursor: page.nextCursor }, 200);
  });
}

function get(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: `${path}/{id}`,
    operationId: "getConversation",
    summary: "A conversation as it stands",
    description: ownOnly,
    tags,
    ...reads("conversations:read", "conversations:write"),
    request: { params },
    responses: {
      200: json(conversationSchema.openapi("Conversation"), "The conversation"),
      ...problemResponses(404),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const conversation = await database.tenant(principal.tenantId, (tx) =>
      findConversation(tx, principal, c.req.valid("param").id),
    );
    return c.json(viewConversation(conversation), 200);
  });
}

function listMessages(app: ApiApp, { database }: ApiServices): void {
  const route = createRoute({
    method: "get",
    path: `${path}/{id}/messages`,
    operationId: "listMessages",
    summary: "Messages in order, after a sequence number",
    description: ownOnly,
    tags,
    ...reads("conversations:read", "conversations:write"),
    request: { params, query: messageListQuerySchema },
    responses: {
      200: json(
        messageListSchema.openapi("MessageList"),
        "One page; one with fewer than `limit` is the last",
      ),
      ...problemResponses(400, 404),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const { id } = c.req.valid("param");
    const { after, limit } = c.req.valid("query");
    const messages = await database.tenant(principal.tenantId, async (tx) => {
      await findConversation(tx, principal, id);
      return tx.messages.list(id, after, limit, audienceOf(principal));
    });
    return c.json({ messages: messages.map(viewMessage) }, 200);
  });
}

function post(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: `${path}/{id}/messages`,
    operationId: "postMessage",
    summary: "Say something as the customer",
    description: `Sent again under its \`id\` it is there once. To a closed conversation it begins a new episode. ${ownOnly}`,
    tags,
    ...writes(services, ["conversations:write"]),
    request: { params, body: body(postMessageRequestSchema.openapi("PostMessageRequest")) },
    responses: {
      201: json(messageSchema.openapi("Message"), "The message"),
      ...problemResponses(404, ...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const principal = c.get("principal");
    const conversation = await services.database.tenant(principal.tenantId, (tx) =>
      findConversation(tx, principal, c.req.valid("param").id),
    );
    const { message } = await say(c, conversation, c.req.valid("json"), services);
    return c.json(viewMessage(message), 201);
  });
}

function rate(app: ApiApp, services: ApiServices): void {
  const route = createRoute({
    method: "post",
    path: `${path}/{id}/satisfaction`,
    operationId: "giveSatisfaction",
    summary: "Say how satisfied the customer is",
    description: `After the end, once for each episode. ${ownOnly}`,
    tags,
    ...writes(services, ["conversations:write"]),
    request: { params, body: body(satisfactionRequestSchema.openapi("SatisfactionRequest")) },
    responses: {
      200: json(conversationSchema.openapi("Conversation"), "The conversation"),
      ...problemResponses(404, ...writeProblems),
    },
  });
  app.openapi(route, async (c) => {
    const given = { conversationId: c.req.valid("param").id, score: c.req.valid("json").score };
    return c.json(viewConversation(await giveSatisfaction(c.get("principal"), given, services)), 200);
  });
}
