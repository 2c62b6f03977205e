import { plainTerms } from "../../shared/contracts/approval.ts";
import type { Wait } from "../../shared/contracts/wait.ts";
import type { Database } from "../../shared/domain/storage/ports.ts";
import { type ApiHarnessOn, taskTokenCanary } from "./api-harness.ts";

type Harness = ApiHarnessOn<Database>;

/** Starts a run over the API. */
export async function startRun(harness: Harness, as?: string): Promise<string> {
  const body = { workflow_id: "returns", input_data: { customer_message: "I want to return order #12345" } };
  const answer = await harness.ask("POST", "/api/v1/workflows/execute", {
    body,
    ...(as !== undefined && { as }),
  });
  if (answer.status !== 202) throw new Error(`${answer.status} ${answer.text}`);
  return answer.json.execution_id as string;
}

/** What the functions write when the run's first node has worked. */
export async function classify(harness: Harness, runId: string, tenantId = "acme"): Promise<void> {
  const { database, clock } = harness;
  await database.tenant(tenantId, async (tx) => {
    await tx.runs.markStarted(runId, clock.nowMs);
    const node = { runId, nodePath: "classify", nodeType: "agent", status: "running" } as const;
    await tx.nodes.begin({ ...node, startedAtMs: clock.nowMs });
    await tx.steps.record(runId, "classify", {
      stepNo: 0,
      startedAtMs: clock.nowMs,
      step: {
        kind: "model",
        response: {
          text: '{"intent":"return_request"}',
          toolCalls: [{ id: "call-1", name: "shopify.get_order", input: { order_id: "12345" } }],
          finishReason: "tool-calls",
          usage: { inputTokens: 100, cachedInputTokens: 10, outputTokens: 20 },
          provider: "openai",
          model: "model-a",
          latencyMs: 700,
          costUsd: 0.0008,
        },
      },
    });
    await tx.steps.record(runId, "classify", {
      stepNo: 1,
      startedAtMs: clock.nowMs + 700,
      step: {
        kind: "tool",
        call: { id: "call-1", name: "shopify.get_order", input: { order_id: "12345" } },
        outcome: { ok: false, error: "ToolTimeoutError", message: "No answer in 5 s." },
        durationMs: 500,
      },
    });
    const output = { intent: "return_request", confidence: 0.95 };
    await tx.nodes.complete(runId, "classify", output, clock.nowMs + 1200);
  });
}

/** What `open-wait` writes when a person is asked. */
export async function askPerson(
  harness: Harness,
  runId: string,
  changes: Partial<Wait> = {},
  tenantId = "acme",
): Promise<string> {
  const { database, clock, services } = harness;
  const wait: Wait = {
    waitId: `task_${services.newId()}`,
    tenantId,
    runId,
    nodePath: "approve",
    kind: "human",
    question: "Approve the return of order 12345?",
    form: {
      type: "object",
      additionalProperties: false,
      required: ["decision"],
      properties: {
        decision: { type: "string", enum: ["approve", "reject"] },
        comment: { type: "string", maxLength: 20 },
      },
    },
    evidence: { classify: { intent: "return_request" } },
    allowed: { roles: ["approver"] },
    status: "open",
    openedAtMs: clock.nowMs,
    expiresAtMs: clock.nowMs + 3_600_000,
    decidedAtMs: null,
    decidedBy: null,
    answer: null,
    terms: plainTerms,
    ...changes,
  };
  await database.tenant(tenantId, async (tx) => {
    await tx.waits.open(wait, taskTokenCanary);
    const node = { runId, nodePath: wait.nodePath, nodeType: "human", status: "waiting" } as const;
    await tx.nodes.begin({ ...node, startedAtMs: clock.nowMs });
  });
  return wait.waitId;
}

/** What `record-run` writes at the end of a run. */
export async function finishRun(harness: Harness, runId: string, tenantId = "acme"): Promise<void> {
  const end = { status: "completed", decision: "FINISH", handover: null, error: null } as const;
  await harness.database.tenant(tenantId, (tx) => tx.runs.end(runId, end, harness.clock.nowMs));
}
