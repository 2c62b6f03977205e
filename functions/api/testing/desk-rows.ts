import { allowedTo, type Row } from "./route-row.ts";

/** Things of the desk; handovers are queued, or assigned to whoever asks. */
export interface DeskIds {
  conversationId: string;
  closedId: string;
  queuedId: string;
  assignedId: string;
  humanAgentId: string;
  cannedReplyId: string;
}

const readers = {
  allowed: ["owner", "operator", "developer", "human_agent"],
  refused: ["approver"],
} as const;
const writers = {
  allowed: ["owner", "operator", "developer"],
  refused: ["human_agent", "approver"],
} as const;
/** Without `conversations:read` one's own are there, and this is somebody else's. */
const own = ({ allowed, refused }: { allowed: readonly string[]; refused: readonly string[] }) =>
  ({ allowed: [...allowed], refused: [...refused] }) as Pick<Row<DeskIds>, "allowed" | "refused">;
const workers = () => allowedTo("owner", "human_agent");
const managers = () => allowedTo("owner", "operator");
const desk = () => allowedTo("owner", "operator", "human_agent");

const settings = {
  time_zone: "Europe/Berlin",
  weekly: [[], [{ from_minute: 540, to_minute: 1020 }], [], [], [], [], []],
  holidays: ["2026-12-25"],
  first_response_minutes: [null, 60, 30, 10],
  resolution_minutes: [null, null, 480, 240],
  escalate_at_share: 0.8,
  reaction_minutes: 15,
  assignment: "automatic",
  human_cost_usd_per_hour: 42.5,
};
const cannedReply = { title: "Hello", text: "Hello {{ customer_id }}!", skills: ["general"] };
const conversation =
  (suffix: string) =>
  ({ conversationId }: DeskIds) =>
    `/api/v1/conversations/${conversationId}${suffix}`;
const queued =
  (suffix: string) =>
  ({ queuedId }: DeskIds) =>
    `/api/v1/handovers/${queuedId}${suffix}`;
const assigned =
  (suffix: string) =>
  ({ assignedId }: DeskIds) =>
    `/api/v1/handovers/${assignedId}${suffix}`;

/** Routes of conversations and the desk, by operation. */
export const deskRows: Record<string, Row<DeskIds>> = {
  createConversation: {
    ...allowedTo("owner", "operator", "developer", "consumer"),
    status: 201,
    path: () => "/api/v1/conversations",
    body: () => ({ workflow_id: "returns", message: { text: "Hello" } }),
    otherTenant: 404,
  },
  listConversations: {
    ...allowedTo("owner", "operator", "developer", "human_agent", "consumer"),
    status: 200,
    path: () => "/api/v1/conversations",
    otherTenant: 200,
  },
  getConversation: { ...own(readers), status: 200, path: conversation(""), otherTenant: 404 },
  listMessages: { ...own(readers), status: 200, path: conversation("/messages"), otherTenant: 404 },
  streamConversation: {
    ...own(readers),
    status: 200,
    path: conversation("/events?wait_seconds=0"),
    otherTenant: 404,
  },
  getConversationHistory: { ...own(readers), status: 200, path: conversation("/history"), otherTenant: 404 },
  postMessage: {
    ...own(writers),
    status: 201,
    path: conversation("/messages"),
    body: () => ({ text: "Hello?" }),
    otherTenant: 404,
  },
  giveSatisfaction: {
    ...own(writers),
    status: 200,
    path: ({ closedId }) => `/api/v1/conversations/${closedId}/satisfaction`,
    body: () => ({ score: 4 }),
    otherTenant: 404,
  },
  listHandovers: { ...desk(), status: 200, path: () => "/api/v1/handovers", otherTenant: 200 },
  getHandover: { ...desk(), status: 200, path: queued(""), otherTenant: 404 },
  claimHandover: { ...workers(), status: 200, path: queued("/claim"), body: () => ({}), otherTenant: 404 },
  releaseHandover: {
    ...workers(),
    status: 200,
    path: assigned("/release"),
    body: () => ({}),
    otherTenant: 404,
  },
  assignHandover: {
    ...managers(),
    status: 200,
    path: queued("/assign"),
    body: ({ humanAgentId }) => ({ human_agent_id: humanAgentId }),
    otherTenant: 404,
  },
  replyToCustomer: {
    ...workers(),
    status: 201,
    path: assigned("/reply"),
    body: () => ({ text: "I am here." }),
    otherTenant: 404,
  },
  writeNote: {
    ...workers(),
    status: 201,
    path: queued("/note"),
    body: () => ({ text: "Hm." }),
    otherTenant: 404,
  },
  resolveHandover: {
    ...workers(),
    status: 200,
    path: assigned("/resolve"),
    body: () => ({ seen_seq: 1 }),
    otherTenant: 404,
  },
  handBackToAi: {
    ...workers(),
    status: 200,
    path: assigned("/back-to-ai"),
    body: () => ({ seen_seq: 1, instruction: "Send the label." }),
    otherTenant: 404,
  },
  createHumanAgent: {
    ...managers(),
    status: 201,
    path: () => "/api/v1/human-agents",
    body: ({ queuedId }) => ({
      subject: queuedId,
      name: "New",
      email: `${queuedId}@example.com`,
      max_capacity: 2,
    }),
    otherTenant: 201,
  },
  listHumanAgents: { ...desk(), status: 200, path: () => "/api/v1/human-agents", otherTenant: 200 },
  getMyself: { ...workers(), status: 200, path: () => "/api/v1/human-agents/me", otherTenant: 403 },
  setMyStatus: {
    ...workers(),
    status: 200,
    path: () => "/api/v1/human-agents/me/status",
    body: () => ({ status: "online" }),
    otherTenant: 403,
  },
  getHumanAgent: {
    ...desk(),
    status: 200,
    path: ({ humanAgentId }) => `/api/v1/human-agents/${humanAgentId}`,
    otherTenant: 404,
  },
  updateHumanAgent: {
    ...managers(),
    status: 200,
    path: ({ humanAgentId }) => `/api/v1/human-agents/${humanAgentId}`,
    body: () => ({ skills: ["general", "returns"], max_capacity: 100 }),
    otherTenant: 404,
  },
  getDeskSettings: { ...desk(), status: 200, path: () => "/api/v1/desk/settings", otherTenant: 200 },
  putDeskSettings: {
    ...managers(),
    status: 200,
    path: () => "/api/v1/desk/settings",
    body: () => settings,
    otherTenant: 200,
  },
  listCannedReplies: { ...desk(), status: 200, path: () => "/api/v1/canned-replies", otherTenant: 200 },
  createCannedReply: {
    ...managers(),
    status: 201,
    path: () => "/api/v1/canned-replies",
    body: () => cannedReply,
    otherTenant: 201,
  },
  putCannedReply: {
    ...managers(),
    status: 200,
    path: ({ cannedReplyId }) => `/api/v1/canned-replies/${cannedReplyId}`,
    body: () => cannedReply,
    otherTenant: 404,
  },
  deleteCannedReply: {
    ...managers(),
    status: 204,
    path: ({ cannedReplyId }) => `/api/v1/canned-replies/${cannedReplyId}`,
    otherTenant: 404,
  },
};
