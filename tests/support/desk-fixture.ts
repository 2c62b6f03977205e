import { agentDefinitionSchema } from "../../shared/contracts/agent.ts";
import type { ConversationCheck, EpisodeExecution } from "../../shared/contracts/conversation.ts";
import type { DeskSettings, HumanAgent } from "../../shared/contracts/human-agent.ts";
import type { Json, JsonObject } from "../../shared/contracts/json.ts";
import type { Handover, OutboxMessage } from "../../shared/contracts/run.ts";
import type { CompiledWorkflow } from "../../shared/contracts/workflow.ts";
import { beginConversationTurn } from "../../shared/domain/conversations/begin-turn.ts";
import { createConversation } from "../../shared/domain/conversations/create-conversation.ts";
import { endConversationTurn } from "../../shared/domain/conversations/end-turn.ts";
import { postMessage } from "../../shared/domain/conversations/post-message.ts";
import { claimHandover } from "../../shared/domain/queue/claim-handover.ts";
import { queueHandover } from "../../shared/domain/queue/queue-handover.ts";
import type { RunEnd, TenantTransaction } from "../../shared/domain/storage/ports.ts";
import type { ExecutionOutcome } from "../../shared/domain/workflows/ports.ts";
import { humanAgentRow } from "./desk-rows.ts";
import { createMemoryDatabase } from "./memory-database.ts";

export const tenantId = "acme";
export const conversationId = "conv";

const base = { upstream: [], reads: [], location: { line: 1, column: 1 } };
const agent = (id: string, upstream: string[] = []) => ({
  ...base,
  id,
  upstream,
  type: "agent" as const,
  agent: agentDefinitionSchema.parse({ name: id, type: "simple", description: "", prompt: "Go." }),
});

/** Two agents one after the other, an end and a handover that says which skills it takes. */
export const supportWorkflow: CompiledWorkflow = {
  name: "support",
  version: "1",
  description: "",
  input: null,
  inputReads: [["plan"]],
  triggers: [{ type: "explicit_request", patterns: ["a person"] }],
  nodes: {
    classify: agent("classify"),
    write: agent("write", ["classify"]),
    FINISH: {
      ...base,
      id: "FINISH",
      type: "sink",
      action: "finish_conversation",
      config: {},
      upstream: ["write"],
    },
    HANDOVER: {
      ...base,
      id: "HANDOVER",
      type: "sink",
      action: "handover_to_human",
      config: { required_skills: "['{{ classify.intent or 'general' }}']\n", priority: "high" },
    },
  },
  stateMachine: { StartAt: "classify", States: {} },
};

export const finished: RunEnd = { status: "completed", decision: "FINISH", handover: null, error: null };
export const handedOver = (config: JsonObject = {}): RunEnd => {
  const handover: Handover = { reason: "explicit_request", node: null, sink: "HANDOVER", config };
  return { status: "completed", decision: "HANDOVER", handover, error: null };
};
export const failedRun: RunEnd = {
  status: "failed",
  decision: null,
  handover: null,
  error: { name: "ToolFailedError", message: "no" },
};

/** A tenant with a workflow and one conversation, a clock to turn, and a record of what was asked for. */
export async function createDeskFixture(workflow: CompiledWorkflow = supportWorkflow) {
  const clock = { nowMs: Date.UTC(2026, 0, 5, 9) };
  const database = createMemoryDatabase();
  const checks: { check: ConversationCheck; atMs: number }[] = [];
  const sent: OutboxMessage[] = [];
  const settled: { taskToken: string; output: Json }[] = [];
  /** What Step Functions says of a run; that it has ended, unless told. */
  const executions = new Map<string, ExecutionOutcome>();
  let ids = 0;
  const services = {
    database,
    checks: { checkAt: async (check: ConversationCheck, atMs: number) => void checks.push({ check, atMs }) },
    commands: {
      send: async (messages: OutboxMessage[]) => void sent.push(...messages),
      checkLater: async () => undefined,
    },
    stateMachines: {
      describe: async (_machine: unknown, runId: string) =>
        executions.get(runId) ?? { status: "succeeded" as const },
      settleTask: async (taskToken: string, output: Json) => (
        settled.push({ taskToken, output }),
        "settled" as const
      ),
    },
    machines: { startArn: async () => "arn:machine" },
    nowMs: () => clock.nowMs,
    newId: () => `id${(ids += 1)}`,
  };
  const inTenant = <T>(work: (tx: TenantTransaction) => Promise<T>) => database.tenant(tenantId, work);
  await inTenant((tx) =>
    tx.workflows.publish({ digest: "d", workflow, source: "", deployed: false, publishedAtMs: clock.nowMs }),
  );
  await createConversation(
    {
      tenantId,
      conversationId,
      customerId: "john",
      openedBy: "john",
      channel: "web",
      workflowId: "support",
      metadata: { plan: "gold" },
    },
    services,
  );

  const ref = (episode: number, turn: number) => ({ tenantId, conversationId, episode, turn });
  const runIdOf = (episode: number, turn: number) => `${conversationId}-e${episode}-t${turn}`;

  /** What a customer writes. */
  const write = (text: string, messageId = services.newId()) =>
    postMessage(
      {
        tenantId,
        conversationId,
        messageId,
        sender: "customer",
        senderId: "john",
        postedBy: "john",
        text,
        isPrivate: false,
      },
      services,
    );
  const begin = (episode = 1, turn = 1, execution?: EpisodeExecution) =>
    beginConversationTurn({ ...ref(episode, turn), ...(execution !== undefined && { execution }) }, services);
  const end = (episode = 1, turn = 1) =>
    endConversationTurn({ ...ref(episode, turn), runId: runIdOf(episode, turn) }, services);
  /** What the run's functions record. */
  const run = (outputs: { [nodeId: string]: Json }, how: RunEnd, episode = 1, turn = 1) =>
    inTenant(async (tx) => {
      const runId = runIdOf(episode, turn);
      for (const [nodePath, output] of Object.entries(outputs)) {
        clock.nowMs += 1;
        const node = {
          runId,
          nodePath,
          nodeType: "agent",
          status: "running",
          startedAtMs: clock.nowMs,
        } as const;
        await tx.nodes.begin(node);
        await tx.nodes.complete(runId, nodePath, output, clock.nowMs);
      }
      await tx.runs.end(runId, how, clock.nowMs);
    });
  const queue = (episode = 1, turn = 1, taskToken = "token") =>
    queueHandover({ ...ref(episode, turn), taskToken }, services);
  const current = () => inTenant((tx) => tx.conversations.get(conversationId));

  return {
    clock,
    database,
    services,
    checks,
    sent,
    settled,
    executions,
    inTenant,
    write,
    begin,
    run,
    end,
    queue,
    current,
    person: (humanAgentId: string, changes: Partial<HumanAgent> = {}) =>
      inTenant((tx) => tx.humanAgents.insert({ ...personOf(humanAgentId, clock.nowMs), ...changes })),
    settings: (settings: DeskSettings) => inTenant((tx) => tx.desk.saveSettings(settings)),
    agent: async (humanAgentId: string) => (await inTenant((tx) => tx.humanAgents.get(humanAgentId)))!,
    handover: async (episode = 1, turn = 1) =>
      (await inTenant((tx) => tx.handovers.ofTurn(conversationId, episode, turn)))!,
    messages: () => inTenant((tx) => tx.messages.list(conversationId, 0, 1000)),
    events: () => inTenant((tx) => tx.conversationEvents.list(conversationId, 0, 1000)),
    outbox: () => database.tables().outbox.map(({ message }) => message),
    /** The conversation in the queue, after a turn that handed over. */
    async queued() {
      await write("I want a person");
      await begin();
      await run(
        { classify: { intent: "returns", confidence: 0.4 } },
        handedOver({ required_skills: "['returns']" }),
      );
      await end();
      await queue();
      return (await inTenant((tx) => tx.handovers.ofTurn(conversationId, 1, 1)))!.handoverId;
    },
  };
}

/** A conversation that maria has; tom is free, too. */
export async function createAssignedFixture() {
  const fixture = await createDeskFixture();
  await fixture.person("maria");
  await fixture.person("tom");
  const handoverId = await fixture.queued();
  const claim = (humanAgentId: string, assignedBy = humanAgentId) =>
    claimHandover({ tenantId, handoverId, humanAgentId, assignedBy }, fixture.services);
  await claim("maria");
  const ofMaria = { tenantId, handoverId, humanAgentId: "maria" };
  const assignments = () => fixture.inTenant((tx) => tx.handovers.assignments(handoverId));
  const topics = () => fixture.outbox().map(({ topic }) => topic);
  return { ...fixture, handoverId, claim, ofMaria, assignments, topics };
}

function personOf(humanAgentId: string, lastActiveAtMs: number): HumanAgent {
  const skills = ["returns", "general"];
  return humanAgentRow({ humanAgentId, tenantId, skills, maxCapacity: 2, lastActiveAtMs });
}
