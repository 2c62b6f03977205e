import type { NodeResult, OutboxMessage, Run } from "../../../shared/contracts/run.ts";
import type { RecordedStep } from "../../../shared/contracts/step-log.ts";
import { plainTerms } from "../../../shared/contracts/approval.ts";
import type { Wait } from "../../../shared/contracts/wait.ts";
import type { WorkflowRevision } from "../../../shared/contracts/workflow.ts";
import type { ApiKey, TenantTransaction } from "../../../shared/domain/storage/ports.ts";

/** The tests' clock starts here: 2026-01-02 03:04:05.678 UTC. */
export const startMs = Date.UTC(2026, 0, 2, 3, 4, 5, 678);

let ids = 0;
export function newId(): string {
  ids += 1;
  return `id-${String(ids).padStart(6, "0")}`;
}

export function sampleRevision(changes: Partial<WorkflowRevision> = {}, name = "support", version = "1.0.0") {
  const revision: WorkflowRevision = {
    digest: newId(),
    workflow: {
      name,
      version,
      description: "Answers customers.",
      input: null,
      inputReads: [],
      triggers: [{ type: "confidence_threshold", threshold: 0.7 }],
      nodes: {},
      stateMachine: { StartAt: "a", States: { a: { Type: "Succeed" } } },
    },
    source: "name: support\n# grüße\n",
    deployed: false,
    publishedAtMs: startMs,
  };
  return { ...revision, ...changes };
}

export function sampleRun(tenantId: string, workflowDigest: string, changes: Partial<Run> = {}): Run {
  return {
    runId: newId(),
    tenantId,
    workflowName: "support",
    workflowVersion: "1.0.0",
    workflowDigest,
    deployed: false,
    conversationId: null,
    input: { message: "I want to return order #12345" },
    context: {},
    status: "queued",
    decision: null,
    handover: null,
    error: null,
    requestedBy: "alice",
    requesters: ["alice"],
    acceptedAtMs: startMs,
    startedAtMs: null,
    completedAtMs: null,
    consecutiveErrors: 0,
    ...changes,
  };
}

/** A run of a workflow that is published, inserted. */
export async function insertRun(
  tx: TenantTransaction,
  tenantId: string,
  changes: Partial<Run> = {},
): Promise<Run> {
  const revision = sampleRevision();
  await tx.workflows.publish(revision);
  const run = sampleRun(tenantId, revision.digest, changes);
  await tx.runs.insert(run);
  return run;
}

export function sampleNode(
  runId: string,
  changes: Partial<NodeResult> = {},
): Parameters<TenantTransaction["nodes"]["begin"]>[0] {
  return {
    runId,
    nodePath: "classify",
    nodeType: "agent",
    status: "running",
    startedAtMs: startMs,
    ...changes,
  };
}

export function modelStep(stepNo: number, text = "", costUsd: number | null = 0.0000001): RecordedStep {
  return {
    stepNo,
    startedAtMs: startMs + stepNo,
    step: {
      kind: "model",
      response: {
        text,
        toolCalls: [],
        finishReason: "stop",
        usage: { inputTokens: 1200, cachedInputTokens: 200, outputTokens: 34 },
        provider: "anthropic",
        model: "claude",
        latencyMs: 812.5,
        costUsd,
      },
    },
  };
}

export function toolStep(stepNo: number): RecordedStep {
  return {
    stepNo,
    startedAtMs: startMs + stepNo,
    step: {
      kind: "tool",
      call: { id: "call_1", name: "shopify.get_order", input: { id: 12345 } },
      outcome: { ok: true, output: { total: 19.99 } },
      durationMs: 40,
    },
  };
}

export function sampleWait(tenantId: string, runId: string, changes: Partial<Wait> = {}): Wait {
  return {
    waitId: newId(),
    tenantId,
    runId,
    nodePath: "approve",
    kind: "human",
    question: "Refund 19.99 USD?",
    form: { type: "object", properties: { approved: { type: "boolean" } } },
    evidence: { classify: { intent: "return" } },
    allowed: { roles: ["approver"], subjects: ["manager"] },
    status: "open",
    openedAtMs: startMs,
    expiresAtMs: startMs + 60_000,
    decidedAtMs: null,
    decidedBy: null,
    answer: null,
    terms: plainTerms,
    ...changes,
  };
}

export function sampleMessage(tenantId: string, changes: Partial<OutboxMessage> = {}): OutboxMessage {
  return {
    id: newId(),
    tenantId,
    runId: "r",
    topic: "run.start",
    body: { tenantId, runId: "r" },
    createdAtMs: startMs,
    ...changes,
  };
}

export function sampleApiKey(tenantId: string, changes: Partial<ApiKey> = {}): ApiKey {
  return {
    keyId: newId(),
    tenantId,
    name: "laptop",
    prefix: "hil_abcd",
    owner: "alice",
    hash: Array.from({ length: 64 }, () => Math.floor(Math.random() * 16).toString(16)).join(""),
    roles: ["developer", "approver"],
    scopes: ["executions:read"],
    createdAtMs: startMs,
    expiresAtMs: startMs + 90 * 86_400_000,
    revokedAtMs: null,
    ...changes,
  };
}
