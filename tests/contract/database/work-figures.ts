import { describe, expect, test } from "vitest";
import { agentDefinitionSchema } from "../../../shared/contracts/agent.ts";
import type { Durations } from "../../../shared/domain/kpis/figures.ts";
import type { KpiFilter } from "../../../shared/domain/kpis/ports.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import {
  queueSample,
  sampleAssignment,
  sampleConversation,
  sampleHumanAgent,
  sampleMessageOf,
} from "./desk-samples.ts";
import { newId, sampleNode, sampleRevision, sampleRun, startMs } from "./samples.ts";

const everything: KpiFilter = { workflow: null, channel: null };
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
const period = { fromMs: startMs - dayMs, toMs: startMs + dayMs };

/** Key figures of agents' executions, of what waits, and of people's work. */
export function testWorkFigures(get: GetDatabase): void {
  describe("figures of work", () => {
    test("agents are counted by how their executions ended in the period", async () => {
      const tenant = tenantOf(get);
      const { tenantId, with: inTenant } = tenant;
      const agent = (name: string, type: "simple" | "reasoning") => ({
        id: name,
        type: "agent" as const,
        upstream: [],
        reads: [],
        location: { line: 1, column: 1 },
        agent: agentDefinitionSchema.parse({ name, type, description: "", prompt: "Go." }),
      });
      const sample = sampleRevision();
      const nodes = { classify: agent("classifier", "simple"), research: agent("researcher", "reasoning") };
      const revision = { ...sample, workflow: { ...sample.workflow, nodes } };
      await inTenant(async (tx) => {
        await tx.workflows.publish(revision);
        const conversation = sampleConversation(tenantId, { channel: "mobile" });
        await tx.conversations.insert(conversation);
        const end = async (how: "completed" | "failed" | "running", nodePath: string, atMs: number) => {
          const run = sampleRun(tenantId, revision.digest, {
            workflowName: nodePath === "research" ? "returns" : "support",
            conversationId: nodePath === "research" ? conversation.conversationId : null,
          });
          await tx.runs.insert(run);
          const nodeType = nodePath === "tool" ? "tool" : "agent";
          await tx.nodes.begin(sampleNode(run.runId, { nodePath, nodeType }));
          if (how === "completed") await tx.nodes.complete(run.runId, nodePath, {}, atMs);
          if (how === "failed") await tx.nodes.fail(run.runId, nodePath, { name: "E", message: "" }, atMs);
        };
        await end("completed", "classify", startMs);
        await end("completed", "classify", startMs + 1);
        await end("failed", "classify", startMs + 2);
        await end("failed", "classify", startMs + 3);
        await end("running", "classify", startMs);
        await end("completed", "tool", startMs);
        await end("completed", "research", startMs + 1);
      });
      const ask = (filter: Partial<KpiFilter>) =>
        inTenant((tx) =>
          tx.kpis.agents({ fromMs: startMs, toMs: startMs + 3 }, { ...everything, ...filter }),
        );
      const classifier = { agent: "classifier", type: "simple", completed: 2, failed: 1 };
      const researcher = { agent: "researcher", type: "reasoning", completed: 1, failed: 0 };
      expect(await ask({})).toEqual([classifier, researcher]);
      expect(await ask({ workflow: "support" })).toEqual([classifier]);
      expect(await ask({ channel: "mobile" })).toEqual([researcher]);
      expect(await ask({ channel: "web" })).toEqual([]);
    });

    test("the backlog is what is open now", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const nothing = { queued: 0, assigned: 0, oldestQueuedAtMs: null };
      expect(await inTenant((tx) => tx.kpis.backlog(everything))).toEqual(nothing);
      const maria = sampleHumanAgent(tenantId);
      await inTenant(async (tx) => {
        await tx.humanAgents.insert(maria);
        await queueSample(tx, tenantId, { queuedAtMs: startMs + 5 });
        await queueSample(tx, tenantId, { queuedAtMs: startMs + 3 });
        const { handover } = await queueSample(tx, tenantId, { queuedAtMs: startMs });
        const assignedTo = maria.humanAgentId;
        await tx.handovers.save({ ...handover, status: "assigned", assignedTo, assignedAtMs: startMs });
      });
      const backlog = { queued: 2, assigned: 1, oldestQueuedAtMs: startMs + 3 };
      expect(await inTenant((tx) => tx.kpis.backlog(everything))).toEqual(backlog);
      expect(await inTenant((tx) => tx.kpis.backlog({ workflow: "support", channel: "web" }))).toEqual(
        backlog,
      );
      expect(await inTenant((tx) => tx.kpis.backlog({ workflow: null, channel: "api" }))).toEqual(nothing);
    });

    test("people's work is theirs, by when it ended", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const after = (minutes: number) => startMs + minutes * minuteMs;
      const [maria, tom, idle] = [newId(), newId(), newId()];
      await inTenant(async (tx) => {
        for (const humanAgentId of [maria, tom, idle])
          await tx.humanAgents.insert(sampleHumanAgent(tenantId, { humanAgentId }));
        const { handover, conversation } = await queueSample(tx, tenantId);
        const { handoverId } = handover;
        const { conversationId } = conversation;
        const assign = (attempt: number, humanAgentId: string, minutes: number) =>
          tx.handovers.beginAssignment(
            sampleAssignment(handoverId, humanAgentId, { attempt, assignedAtMs: after(minutes) }),
          );
        const say = (seq: number, senderId: string, minutes: number, isPrivate = false) =>
          tx.messages.insert(
            sampleMessageOf(conversationId, {
              seq,
              sender: "human_agent",
              senderId,
              isPrivate,
              createdAtMs: after(minutes),
            }),
          );
        await tx.episodes.begin({ conversationId, episode: 1, firstSeq: 1, begunAtMs: startMs });
        await assign(1, maria, 1);
        await say(2, maria, 2, true);
        await say(3, maria, 4);
        await tx.handovers.endAssignment(handoverId, "released", after(5));
        await assign(2, tom, 6);
        await tx.handovers.endAssignment(handoverId, "no_reaction", after(9));
        await assign(3, maria, 10);
        await say(4, maria, 12);
        const closed = { assignedTo: maria, assignedAtMs: after(10), closedAtMs: after(20) };
        await tx.handovers.save({ ...handover, ...closed, status: "resolved" });
        const end = { conversationId, episode: 1, closedAtMs: after(20), runIds: [] };
        await tx.episodes.close({ ...end, outcome: "resolved" });
        await tx.handovers.endAssignment(handoverId, "resolved", after(20));
        await tx.episodes.rate(conversationId, 1, 5);
      });
      const ask = (fromMinute: number, toMinute: number) =>
        inTenant((tx) =>
          tx.kpis.humanAgents({ fromMs: after(fromMinute), toMs: after(toMinute) }, after(30)),
        );
      const none: Durations = { count: 0, totalMs: 0, medianMs: null, p90Ms: null };
      const [ofMaria, ofTom, ofIdle] = await ask(0, 30);
      expect(ofMaria).toMatchObject({
        humanAgentId: maria,
        currentLoad: 0,
        maxCapacity: 3,
        resolved: 1,
        handedBack: 0,
        letGo: 1,
        firstResponse: { count: 2, totalMs: 5 * minuteMs, medianMs: 2 * minuteMs, p90Ms: 3 * minuteMs },
        handling: { count: 1, totalMs: 10 * minuteMs },
        resolution: { count: 1, totalMs: 20 * minuteMs },
        assignedMs: 14 * minuteMs,
        scores: [0, 0, 0, 0, 1],
      });
      expect(ofTom).toMatchObject({ resolved: 0, letGo: 1, firstResponse: none, assignedMs: 3 * minuteMs });
      expect(ofIdle).toMatchObject({ resolved: 0, letGo: 0, handling: none, assignedMs: 0 });
      const [early] = await ask(3, 15);
      // Two minutes of the first assignment, five of the one that goes on.
      expect(early).toMatchObject({
        resolved: 0,
        letGo: 1,
        assignedMs: 7 * minuteMs,
        scores: [0, 0, 0, 0, 0],
      });
    });

    test("an assignment that is open lasts until now", async () => {
      const { tenantId, with: inTenant } = tenantOf(get);
      const maria = sampleHumanAgent(tenantId);
      await inTenant(async (tx) => {
        await tx.humanAgents.insert(maria);
        const { handover } = await queueSample(tx, tenantId);
        await tx.handovers.beginAssignment(sampleAssignment(handover.handoverId, maria.humanAgentId));
      });
      const ask = (nowMs: number) => inTenant((tx) => tx.kpis.humanAgents(period, nowMs));
      expect(await ask(startMs + 5)).toMatchObject([{ assignedMs: 5, handling: { count: 0 } }]);
      expect(await ask(startMs - 5)).toMatchObject([{ assignedMs: 0 }]);
      expect(await ask(period.toMs + 5)).toMatchObject([{ assignedMs: period.toMs - startMs }]);
    });
  });
}
