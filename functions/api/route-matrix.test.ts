import { beforeAll, describe, expect, test } from "vitest";
import { apiKeyStart, apiKeySubjectPrefix } from "../../shared/domain/access/api-key-format.ts";
import { type Ask, type ApiHarness, createApiHarness } from "../../tests/support/api-harness.ts";
import {
  closeConversation,
  employ,
  handOver,
  openConversation,
  take,
} from "../../tests/support/sample-desk.ts";
import { askPerson, startRun } from "../../tests/support/sample-run.ts";
import { sampleSource } from "../../tests/support/sample-workflow.ts";
import { type ChannelIds, channelRows, freshChannel } from "./testing/channel-rows.ts";
import { type DeskIds, deskRows } from "./testing/desk-rows.ts";
import { freshNotifications, type NotificationIds, notificationRows } from "./testing/notification-rows.ts";
import { allowedTo, type Row } from "./testing/route-row.ts";

interface Ids extends DeskIds, NotificationIds, ChannelIds {
  runId: string;
  taskId: string;
  keyId: string;
}

const input = { workflow_id: "returns", input_data: { customer_message: "hello" } };
const rows: Record<string, Row<Ids>> = {
  ...deskRows,
  ...notificationRows,
  ...channelRows,
  executeWorkflow: {
    ...allowedTo("owner", "operator", "developer", "consumer"),
    status: 202,
    path: () => "/api/v1/workflows/execute",
    body: () => input,
    otherTenant: 404,
  },
  getExecution: {
    allowed: ["owner", "operator", "developer", "human_agent", "approver"],
    // A consumer may ask for its own; this one is not, and so not there.
    refused: [],
    status: 200,
    path: ({ runId }) => `/api/v1/executions/${runId}`,
    otherTenant: 404,
  },
  listExecutions: {
    ...allowedTo("owner", "operator", "developer", "human_agent", "approver"),
    status: 200,
    path: () => "/api/v1/executions",
    otherTenant: 200,
  },
  stopExecution: {
    allowed: ["owner", "operator", "developer"],
    refused: ["human_agent", "approver"],
    status: 200,
    path: ({ runId }) => `/api/v1/executions/${runId}/stop`,
    otherTenant: 404,
  },
  getKpis: { ...allowedTo("owner", "operator"), status: 200, path: () => "/api/v1/kpis", otherTenant: 200 },
  getHumanAgentKpis: {
    ...allowedTo("owner", "operator"),
    status: 200,
    path: () => "/api/v1/kpis/human-agents",
    otherTenant: 200,
  },
  listHumanTasks: {
    ...allowedTo("owner", "operator", "developer", "human_agent", "approver"),
    status: 200,
    path: () => "/api/v1/human-tasks",
    otherTenant: 200,
  },
  getHumanTask: {
    ...allowedTo("owner", "operator", "developer", "human_agent", "approver"),
    status: 200,
    path: ({ taskId }) => `/api/v1/human-tasks/${taskId}`,
    otherTenant: 404,
  },
  decideHumanTask: {
    // The task asks approvers: other roles that answer tasks are refused for this one.
    ...allowedTo("owner", "approver"),
    status: 200,
    path: ({ taskId }) => `/api/v1/human-tasks/${taskId}/decision`,
    body: () => ({ answer: { decision: "approve" } }),
    otherTenant: 404,
  },
  askAboutHumanTask: {
    ...allowedTo("owner", "approver"),
    status: 200,
    path: ({ taskId }) => `/api/v1/human-tasks/${taskId}/questions`,
    body: () => ({ question: "Why?" }),
    otherTenant: 404,
  },
  answerQuestion: {
    ...allowedTo("owner", "operator", "developer", "human_agent", "approver"),
    status: 200,
    path: ({ taskId }) => `/api/v1/human-tasks/${taskId}/questions/1/answer`,
    body: () => ({ answer: "Because." }),
    otherTenant: 404,
  },
  listReceipts: {
    ...allowedTo("owner", "operator", "developer", "human_agent", "approver"),
    status: 200,
    path: () => "/api/v1/receipts",
    otherTenant: 200,
  },
  listReceiptsOfTask: {
    ...allowedTo("owner", "operator", "developer", "human_agent", "approver"),
    status: 200,
    path: ({ taskId }) => `/api/v1/human-tasks/${taskId}/receipts`,
    otherTenant: 404,
  },
  listChanges: {
    ...allowedTo("owner", "operator", "developer", "human_agent", "approver"),
    status: 200,
    path: () => "/api/v1/changes",
    otherTenant: 200,
  },
  streamChanges: {
    ...allowedTo("owner", "operator", "developer", "human_agent", "approver"),
    status: 200,
    path: () => "/api/v1/changes/stream?wait_seconds=0",
    otherTenant: 200,
  },
  listWorkflows: {
    ...allowedTo("owner", "operator", "developer"),
    status: 200,
    path: () => "/api/v1/workflows",
    otherTenant: 200,
  },
  getWorkflow: {
    ...allowedTo("owner", "operator", "developer"),
    status: 200,
    path: () => "/api/v1/workflows/returns",
    otherTenant: 404,
  },
  validateWorkflow: {
    ...allowedTo("owner", "operator", "developer"),
    status: 200,
    path: () => "/api/v1/workflows/validate",
    body: () => ({ source: sampleSource }),
    otherTenant: 200,
  },
  publishWorkflow: {
    ...allowedTo("owner", "developer"),
    status: 201,
    path: () => "/api/v1/workflows",
    body: () => ({ source: sampleSource }),
    otherTenant: 201,
  },
  listAgents: {
    ...allowedTo("owner", "operator", "developer"),
    status: 200,
    path: () => "/api/v1/agents",
    otherTenant: 200,
  },
  getMe: {
    ...allowedTo("owner", "operator", "developer", "human_agent", "approver", "consumer"),
    status: 200,
    path: () => "/api/v1/me",
    otherTenant: 200,
  },
  createApiKey: {
    ...allowedTo("owner"),
    status: 201,
    path: () => "/api/v1/api-keys",
    body: () => ({ name: "ci", roles: ["developer"] }),
    otherTenant: 201,
  },
  listApiKeys: { ...allowedTo("owner"), status: 200, path: () => "/api/v1/api-keys", otherTenant: 200 },
  revokeApiKey: {
    ...allowedTo("owner"),
    status: 204,
    path: ({ keyId }) => `/api/v1/api-keys/${keyId}`,
    otherTenant: 404,
  },
};

/** Answered without a credential, on purpose. */
const open = new Set(["health", "ready"]);
/** Asks for a signature instead of a credential; channels.test.ts tries what it refuses. */
const signed = new Set(["receiveMessage"]);

interface Operation {
  method: string;
  operationId: string;
  security?: unknown[];
}

let harness: ApiHarness = await createApiHarness();
const document = (await harness.ask("GET", "/api/v1/openapi.json", { as: null })).json as {
  paths: Record<string, Record<string, Operation>>;
};
const operations = Object.values(document.paths).flatMap((item) =>
  Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase() })),
);
const closed = operations.filter(({ operationId }) => !open.has(operationId));
const guarded = closed.filter(({ operationId }) => !signed.has(operationId));

async function startAnew(): Promise<void> {
  harness = await createApiHarness();
  await harness.publishSample();
}

async function freshIds(subject = "somebody"): Promise<Ids> {
  const runId = await startRun(harness, await harness.token({ roles: ["owner"], subject: "somebody" }));
  const taskId = await askPerson(harness, runId);
  const asked = { waitId: taskId, askedBy: "mary", question: "Why?", askedAtMs: harness.clock.nowMs };
  await harness.database.tenant("acme", (tx) => tx.questions.ask(asked));
  const key = await harness.apiKey({ roles: ["consumer"] });
  const desk = { ...(await freshDesk(subject)), ...(await freshNotifications(harness)) };
  const channel = await freshChannel(harness);
  return { runId, taskId, keyId: key.split("_")[1] ?? "", ...desk, ...channel };
}

/** A conversation for each state that a route needs; whoever asks works at the desk. */
async function freshDesk(subject: string): Promise<DeskIds> {
  const me = await employ(harness, subject);
  const [conversationId, closedId, waiting, taken] = [
    await openConversation(harness, "cust_789"),
    await openConversation(harness, "cust_789"),
    await openConversation(harness, "cust_789"),
    await openConversation(harness, "cust_789"),
  ];
  await closeConversation(harness, closedId);
  const [queuedId, assignedId] = [await handOver(harness, waiting), await handOver(harness, taken)];
  await take(harness, assignedId, me);
  const { humanAgentId } = await employ(harness, "mary");
  const body = { title: "Hello", text: "Hello!" };
  const reply = await harness.ask("POST", "/api/v1/canned-replies", { body });
  const cannedReplyId = reply.json.canned_reply_id as string;
  return { conversationId, closedId, queuedId, assignedId, humanAgentId, cannedReplyId };
}

/** Of a token, or of an API key. */
function subjectOf(credential: string): string {
  if (credential.startsWith(apiKeyStart)) return `${apiKeySubjectPrefix}${credential.split("_")[1]}`;
  const [, payload = ""] = credential.split(".");
  return (JSON.parse(Buffer.from(payload, "base64url").toString()) as { sub: string }).sub;
}

async function send({ method, operationId }: Operation, as: string | null): Promise<number> {
  const row = rows[operationId];
  if (row === undefined) throw new Error(`The route ${operationId} has no row.`);
  const ids = await freshIds(as === null ? "somebody" : subjectOf(as));
  const body = row.body?.(ids);
  const ask: Ask = { as, ...(body !== undefined && { body }) };
  return (await harness.ask(method, row.path(ids), ask)).status;
}

beforeAll(startAnew);

test("every documented route has a row, and every row a route", () => {
  expect(guarded.map(({ operationId }) => operationId).toSorted()).toEqual(Object.keys(rows).toSorted());
});

test("every guarded route says so in the document", () => {
  const unguarded = closed.filter(({ security = [] }) => security.length === 0);
  expect(unguarded.map(({ operationId }) => operationId)).toEqual([]);
});

describe.each(guarded)("$operationId", (operation) => {
  const row = rows[operation.operationId] as Row<Ids>;
  beforeAll(startAnew);

  test("is refused without a credential", async () => {
    expect(await send(operation, null)).toBe(401);
  });

  test("is refused with an expired token", async () => {
    expect(await send(operation, await harness.token({ roles: ["owner"], expiresInSeconds: -1 }))).toBe(401);
  });

  test("is refused with an expired key", async () => {
    const key = await harness.apiKey({ roles: ["owner"], expiresInDays: -1 });
    expect(await send(operation, key)).toBe(401);
  });

  test("is refused without a role", async () => {
    expect(await send(operation, await harness.token({ roles: [], subject: "nobody" }))).toBe(403);
  });

  test.each(row.refused.map((role) => ({ role })))("is refused to $role", async ({ role }) => {
    expect(await send(operation, await harness.token({ roles: [role] }))).toBe(403);
  });

  test.each(row.allowed.map((role) => ({ role })))("is possible for $role", async ({ role }) => {
    expect(await send(operation, await harness.token({ roles: [role] }))).toBe(row.status);
  });

  test("is possible with an API key", async () => {
    expect(await send(operation, await harness.apiKey({ roles: row.allowed }))).toBe(row.status);
  });

  test("shows another tenant nothing", async () => {
    const stranger = await harness.token({ tenantId: `other-${operation.operationId}`, roles: ["owner"] });
    expect(await send(operation, stranger)).toBe(row.otherTenant);
  });
});

test("collections of another tenant are its own: empty", async () => {
  await freshIds();
  const as = await harness.token({ tenantId: "empty", roles: ["owner"] });
  const lists = [
    "channels",
    "executions",
    "human-tasks",
    "receipts",
    "workflows",
    "api-keys",
    "conversations",
    "handovers",
    "changes",
    "human-agents",
    "canned-replies",
    "notification-endpoints",
    "notification-deliveries",
  ];
  const answers = await Promise.all(lists.map((name) => harness.ask("GET", `/api/v1/${name}`, { as })));
  expect(answers.map(({ json }) => Object.values(json as object)[0] as unknown)).toEqual(lists.map(() => []));
});
