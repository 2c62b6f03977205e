import { createHash } from "node:crypto";
import { agentDefinitionSchema } from "../../shared/contracts/agent.ts";
import type { Json } from "../../shared/contracts/json.ts";
import type { OutboxMessage, Run } from "../../shared/contracts/run.ts";
import { type ExecutionInput, executionInputSchema, type RunCheck } from "../../shared/contracts/task.ts";
import type { CompiledWorkflow, ReadPath, WorkflowRevision } from "../../shared/contracts/workflow.ts";
import type { ExecutionOutcome, MachineRef, StateMachines } from "../../shared/domain/workflows/ports.ts";
import { noTimers } from "../../shared/domain/agents/testing.ts";
import { createToolRegistry } from "../../shared/domain/tools/tool-registry.ts";
import { createMemoryDatabase } from "./memory-database.ts";

const base = { upstream: [], reads: [["decision"]], location: { line: 1, column: 1 } };

const workflow: CompiledWorkflow = {
  name: "sample",
  version: "1",
  description: "",
  input: null,
  inputReads: [["tier"]],
  triggers: [{ type: "explicit_request", patterns: ["a person"] }],
  nodes: {
    think: {
      ...base,
      id: "think",
      type: "agent",
      agent: agentDefinitionSchema.parse({
        name: "think",
        type: "simple",
        description: "",
        prompt: "Think of {{ topic }}",
      }),
    },
    act: {
      ...base,
      id: "act",
      type: "tool",
      tool: "note",
      input: { text: "{{ think.text }}" },
      upstream: ["think"],
    },
    ask: {
      ...base,
      id: "ask",
      type: "human",
      question: "May I {{ topic }}?",
      form: { type: "object" },
      allowed: { roles: ["approver"] },
      timeoutSeconds: 60,
    },
    HANDOVER: {
      ...base,
      id: "HANDOVER",
      type: "sink",
      action: "handover_to_human",
      config: { skills: "{{ think.text or 'general' }}" },
    },
  },
  stateMachine: { StartAt: "think", States: {} },
};

export const tenantId = "acme";
export const runId = "exec_1";

/** The message that starts the run. */
export function startMessage(id: string, createdAtMs: number): OutboxMessage {
  return { id, tenantId, runId, topic: "run.start", body: { tenantId, runId }, createdAtMs };
}

/** Another revision of the small workflow, or the same of another name. */
export function sampleRevision(
  digest: string,
  inputReads: ReadPath[],
  name = workflow.name,
): WorkflowRevision {
  const other = { ...workflow, name, version: "2", inputReads };
  return { digest, workflow: other, source: "", deployed: false, publishedAtMs: 0 };
}

/** A run of a small workflow that has just been accepted, with a clock to turn and a record of what was sent. */
export async function acceptedRun({ deployed = false } = {}) {
  const clock = { nowMs: 1_000_000 };
  const database = createMemoryDatabase();
  const run: Run = {
    runId,
    tenantId,
    workflowName: "sample",
    workflowVersion: "1",
    workflowDigest: "digest",
    deployed,
    conversationId: null,
    input: { topic: "sing", tier: "gold", secret: "customer text" },
    context: {},
    status: "queued",
    decision: null,
    handover: null,
    error: null,
    requestedBy: "ann",
    requesters: ["ann"],
    acceptedAtMs: clock.nowMs,
    startedAtMs: null,
    completedAtMs: null,
    consecutiveErrors: 0,
  };
  await database.tenant(tenantId, async (tx) => {
    await tx.workflows.publish({
      digest: "digest",
      workflow,
      source: "",
      deployed,
      publishedAtMs: clock.nowMs,
    });
    await tx.runs.insert(run);
  });
  const sent: OutboxMessage[] = [];
  const checks: { check: RunCheck; delaySeconds: number }[] = [];
  const machines = recordingMachines();
  let ids = 0;
  return {
    clock,
    database,
    sent,
    checks,
    machines,
    services: {
      database,
      stateMachines: machines,
      commands: {
        send: async (messages: OutboxMessage[]) => void sent.push(...messages),
        checkLater: async (check: RunCheck, delaySeconds: number) =>
          void checks.push({ check, delaySeconds }),
      },
      tools: createToolRegistry([]),
      timers: noTimers,
      sha256Hex: (text: string) => createHash("sha256").update(text).digest("hex"),
      nowMs: () => clock.nowMs,
      newId: () => `id${(ids += 1)}`,
    },
    current: () => database.tenant(tenantId, (tx) => tx.runs.get(runId)),
  };
}

/** Step Functions as a list of what it was told. */
function recordingMachines() {
  const settled: { taskToken: string; output: Json }[] = [];
  const started: ExecutionInput[] = [];
  const startedOn: MachineRef[] = [];
  const stopped: string[] = [];
  const answers: { describe: ExecutionOutcome; settle: "settled" | "gone" } = {
    describe: { status: "running" },
    settle: "settled",
  };
  const machines: StateMachines = {
    publish: async () => undefined,
    start: async (machine, _runId, input) => {
      startedOn.push(machine);
      started.push(executionInputSchema.parse(input));
    },
    stop: async (_machine, name) => void stopped.push(name),
    describe: async () => answers.describe,
    settleTask: async (taskToken, output) => (settled.push({ taskToken, output }), answers.settle),
  };
  return { ...machines, settled, started, startedOn, stopped, answers };
}
