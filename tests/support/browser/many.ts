import type { Page, Route } from "playwright-core";

const at = "2026-01-01T00:00:00.000Z";
const id = (index: number) => index.toString(16).padStart(32, "0");
const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

const handovers = numbers(1_000).map((index) => ({
  handover_id: id(index),
  conversation_id: `conv_${id(index)}`,
  episode: 1,
  turn: 1,
  execution_id: null,
  reason: "explicit_request",
  required_skills: [["general", "returns", "technical"][index % 3]],
  priority: index % 4,
  status: "queued",
  assigned_to: null,
  queued_at: new Date(Date.parse(at) + index * 1_000).toISOString(),
  assigned_at: null,
  first_response_at: null,
  closed_at: null,
  first_response_due_at: null,
  resolution_due_at: null,
  escalated_at: null,
}));
const conversation = {
  conversation_id: `conv_${id(0)}`,
  customer_id: "cust_1",
  channel: "web",
  workflow_id: "large",
  status: "pending_human",
  simple_status: "escalated",
  is_hil: true,
  episode: 1,
  turn: 1,
  last_seq: 2_000,
  last_customer_seq: 2_000,
  handover_id: null,
  execution_id: null,
  metadata: {},
  created_at: at,
  updated_at: at,
  closed_at: null,
  satisfaction: null,
  revision: 1,
};
const messages = numbers(2_000).map((index) => ({
  message_id: `m${index}`,
  seq: index + 1,
  sender: index % 2 === 0 ? "customer" : "agent",
  sender_id: null,
  text: `Message ${index + 1}. ${"And a few words more. ".repeat(index % 7)}`,
  is_private: false,
  created_at: at,
}));
const workflow = {
  name: "large",
  version: "1",
  workflow_id: "large@1",
  description: "",
  digest: "0",
  published_at: at,
  url: "",
  source: "",
  input_schema: null,
  nodes: numbers(200).map((index) => ({
    id: `n${index}`,
    type: "agent",
    upstream: index === 0 ? [] : [`n${Math.floor((index - 1) / 2)}`],
    line: 1,
    column: 1,
    agent: "writer",
  })),
  triggers: [],
  state_machine: {},
};
const execution = {
  execution_id: `exec_${id(0)}`,
  status: "running",
  decision: null,
  outputs: {},
  trace: {
    workflow_id: "large",
    workflow_version: "1",
    started_at: at,
    completed_at: null,
    nodes: [],
    costs: { total_usd: 0, by_node: {}, unpriced_calls: 0 },
  },
  total_cost_usd: 0,
  duration_ms: null,
  conversation_id: null,
  requested_by: "cust_1",
  accepted_at: at,
  human_tasks: [],
};

/** Answers a page's reads as a server would that has very much of everything. */
export async function startMany(page: Page): Promise<void> {
  const answer = (pattern: string, of: (query: URLSearchParams) => unknown) =>
    page.route(pattern, (route: Route) =>
      route.fulfill({ json: of(new URL(route.request().url()).searchParams) }),
    );
  await answer("**/api/v1/handovers?*", pageOfHandovers);
  await answer("**/api/v1/conversations/conv_*", () => conversation);
  await answer("**/api/v1/conversations/conv_*/messages?*", (query) => {
    const after = Number(query.get("after"));
    return { messages: messages.slice(after, after + Number(query.get("limit"))) };
  });
  await answer("**/api/v1/executions/exec_*", () => execution);
  await answer("**/api/v1/workflows/large*", () => workflow);
}

function pageOfHandovers(query: URLSearchParams): unknown {
  const from = Number(query.get("cursor") ?? 0);
  const to = from + Number(query.get("limit"));
  return { handovers: handovers.slice(from, to), next_cursor: to < handovers.length ? String(to) : null };
}
