import { describe, expect, test } from "vitest";
import { agentDefinitionSchema } from "../../../shared/contracts/agent.ts";
import type { Durations, EpisodeFigures } from "../../../shared/domain/kpis/figures.ts";
import type { KpiFilter } from "../../../shared/domain/kpis/ports.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import {
  queueSample,
  sampleAssignment,
  sampleConversation,
  sampleHumanAgent,
  sampleMessageOf,
} from "./desk-samples.ts";
import { randomEpisodes, type SampleEpisode, writeEpisode } from "./kpi-samples.ts";
import { newId, sampleNode, sampleRevision, sampleRun, startMs } from "./samples.ts";

const everything: KpiFilter = { workflow: null, channel: null };
const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;
/** A day before the first episode may be closed until a week after the last. */
const bounds = Array.from({ length: 12 }, (_, day) => startMs + (day - 1) * dayMs);
const period = { fromMs: bounds[0]!, toMs: bounds.at(-1)! };

export function testKpis(get: GetDatabase): void {
  /** A tenant with two people, a published workflow and these episodes. */
  async function tenantWith(episodes: (people: string[]) => SampleEpisode[]) {
    const tenant = tenantOf(get);
    const people = [newId(), newId()];
    const samples = episodes(people);
    const { digest } = await tenant.with(async (tx) => {
      const revision = sampleRevision();
      await tx.workflows.publish(revision);
      for (const humanAgentId of people)
        await tx.humanAgents.insert(sampleHumanAgent(tenant.tenantId, { humanAgentId }));
      return revision;
    });
    const ids: string[] = [];
    for (const sample of samples)
      ids.push(await tenant.with((tx) => writeEpisode(tx, tenant.tenantId, digest, sample)));
    return { ...tenant, people, samples, ids };
  }

  const plain: SampleEpisode = {
    workflow: "support",
    channel: "web",
    episode: 1,
    begunAtMs: startMs,
    lastsMs: 10 * minuteMs,
    aiAnswerMs: minuteMs,
    costsUsd: [],
    decisions: 0,
    handover: null,
    score: null,
  };

  describe("key figures", () => {
    test("of an episode are summed up when it is closed", async () => {
      const handover = (humanAgentId: string) => ({
        queuedMs: 2 * minuteMs,
        answerMs: 5 * minuteMs,
        firstResponseDueMs: 5 * minuteMs,
        resolutionDueMs: 9 * minuteMs,
        people: [{ humanAgentId, fromMs: 4 * minuteMs }],
      });
      const { with: inTenant } = await tenantWith(([one]) => [
        {
          ...plain,
          costsUsd: [0.1, 0.2, null],
          decisions: 1,
          score: 4,
          handover: handover(one!),
          episode: 2,
        },
      ]);
      const { all } = await inTenant((tx) => tx.kpis.episodes(bounds, everything));
      const once = (ms: number): Durations => ({ count: 1, totalMs: ms, medianMs: ms, p90Ms: ms });
      expect(all).toEqual({
        begun: 1,
        closed: 1,
        reopened: 1,
        escalated: 1,
        assisted: 0,
        resolution: once(10 * minuteMs),
        aiResponse: once(minuteMs),
        humanResponse: once(3 * minuteMs),
        firstResponseDeadlines: { due: 1, met: 1 },
        resolutionDeadlines: { due: 1, met: 0 },
        scores: [0, 0, 0, 1, 0],
        aiPicoUsd: 300_000_000_000n,
        unpricedCalls: 1,
        // The person had it until the end.
        humanMs: 6 * minuteMs,
      } satisfies EpisodeFigures);
    });

    test.each<[string, KpiFilter]>([
      ["of everything", everything],
      ["of one workflow", { workflow: "returns", channel: null }],
      ["of one channel", { workflow: null, channel: "mobile" }],
      ["of both", { workflow: "support", channel: "api" }],
      ["of what there is not", { workflow: "nothing", channel: null }],
    ])("%s are those of the episodes in each interval, and add up", async (_what, filter) => {
      const { with: inTenant, samples } = await tenantWith((people) => randomEpisodes(people, 60, 7));
      const { all, by } = await inTenant((tx) => tx.kpis.episodes(bounds, filter));
      const chosen = samples.filter(
        ({ workflow, channel }) =>
          (filter.workflow ?? workflow) === workflow && (filter.channel ?? channel) === channel,
      );
      expect(all).toEqual(figuresOf(chosen, period.fromMs, period.toMs));
      expect(by).toEqual(bounds.slice(1).map((toMs, index) => figuresOf(chosen, bounds[index]!, toMs)));
      expect(by.map(sumsOf).reduce(added)).toEqual(sumsOf(all));
    });

    test("are of no other tenant, and of nothing where nothing was recorded", async () => {
      await tenantWith(() => [plain]);
      const { with: inTenant, tenantId } = tenantOf(get);
      const conversation = sampleConversation(tenantId);
      const { conversationId } = conversation;
      await inTenant(async (tx) => {
        await tx.conversations.insert(conversation);
        const closed = { conversationId, episode: 1, closedAtMs: startMs, runIds: [] };
        await tx.episodes.close({ ...closed, outcome: "finished" });
      });
      const { all } = await inTenant((tx) => tx.kpis.episodes(bounds, everything));
      expect(all).toEqual(figuresOf([], 0, 0));
    });

    test("of an episode that was closed stay, whatever comes after", async () => {
      const { with: inTenant, ids } = await tenantWith(() => [plain]);
      const conversationId = ids[0]!;
      const before = await inTenant((tx) => tx.kpis.episodes(bounds, everything));
      await inTenant(async (tx) => {
        const late = { conversationId, episode: 1, closedAtMs: startMs + dayMs, runIds: [] };
        await tx.episodes.close({ ...late, outcome: "resolved" });
      });
      expect(await inTenant((tx) => tx.kpis.episodes(bounds, everything))).toEqual(before);
    });

    test("never have an end before the begin, though clocks differ", async () => {
      const { with: inTenant } = await tenantWith(() => [{ ...plain, lastsMs: -5, aiAnswerMs: -3 }]);
      const { all } = await inTenant((tx) => tx.kpis.episodes(bounds, everything));
      expect([all.resolution.totalMs, all.aiResponse.totalMs]).toEqual([0, 0]);
    });
  });

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
      inTenant((tx) => tx.kpis.agents({ fromMs: startMs, toMs: startMs + 3 }, { ...everything, ...filter }));
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
    expect(await inTenant((tx) => tx.kpis.backlog({ workflow: "support", channel: "web" }))).toEqual(backlog);
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
      inTenant((tx) => tx.kpis.humanAgents({ fromMs: after(fromMinute), toMs: after(toMinute) }, after(30)));
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
    expect(early).toMatchObject({ resolved: 0, letGo: 1, assignedMs: 7 * minuteMs, scores: [0, 0, 0, 0, 0] });
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
}

/** The definitions once more, over what was written. */
function figuresOf(samples: readonly SampleEpisode[], fromMs: number, toMs: number): EpisodeFigures {
  const isIn = (atMs: number) => fromMs <= atMs && atMs < toMs;
  const closed = samples.filter(({ begunAtMs, lastsMs }) => isIn(begunAtMs + lastsMs));
  const handovers = closed.flatMap(({ handover, lastsMs }) => (handover ? [{ ...handover, lastsMs }] : []));
  const costs = closed.flatMap(({ costsUsd }) => costsUsd);
  const count = (matches: (each: SampleEpisode) => boolean) => closed.filter(matches).length;
  const withFirst = handovers.filter(({ firstResponseDueMs: due }) => due !== null);
  const withResolution = handovers.filter(({ resolutionDueMs }) => resolutionDueMs !== null);
  return {
    begun: samples.filter(({ begunAtMs }) => isIn(begunAtMs)).length,
    closed: closed.length,
    reopened: count(({ episode }) => episode > 1),
    escalated: handovers.length,
    assisted: count(({ handover, decisions }) => handover === null && decisions > 0),
    resolution: durationsOf(closed.map(({ lastsMs }) => lastsMs)),
    aiResponse: durationsOf(closed.map(({ aiAnswerMs }) => aiAnswerMs)),
    humanResponse: durationsOf(
      handovers.map(({ answerMs, queuedMs }) => (answerMs === null ? null : answerMs - queuedMs)),
    ),
    firstResponseDeadlines: {
      due: withFirst.filter(
        ({ answerMs, firstResponseDueMs, lastsMs }) => answerMs !== null || lastsMs > firstResponseDueMs!,
      ).length,
      met: withFirst.filter(
        ({ answerMs, firstResponseDueMs }) => answerMs !== null && answerMs <= firstResponseDueMs!,
      ).length,
    },
    resolutionDeadlines: {
      due: withResolution.length,
      met: withResolution.filter(({ resolutionDueMs, lastsMs }) => lastsMs <= resolutionDueMs!).length,
    },
    scores: [1, 2, 3, 4, 5].map((score) => count((each) => each.score === score)) as EpisodeFigures["scores"],
    aiPicoUsd: BigInt(costs.reduce((total: number, cost) => total + Math.round((cost ?? 0) * 1e12), 0)),
    unpricedCalls: costs.filter((cost) => cost === null).length,
    humanMs: handovers.reduce((total, { people, lastsMs }) => total + lastsMs - people[0]!.fromMs, 0),
  };
}

function durationsOf(durations: readonly (number | null)[]): Durations {
  const inOrder = durations.filter((each) => each !== null).sort((a, b) => a - b);
  // The smallest duration that at least this share does not exceed.
  const atLeast = (share: number) =>
    inOrder.find((each) => inOrder.filter((other) => other <= each).length >= share * inOrder.length) ?? null;
  const totalMs = inOrder.reduce((total, each) => total + each, 0);
  return { count: inOrder.length, totalMs, medianMs: atLeast(0.5), p90Ms: atLeast(0.9) };
}

/** What adds up over intervals: everything but medians and percentiles. */
function sumsOf(figures: EpisodeFigures): (number | bigint)[] {
  const durations = [figures.resolution, figures.aiResponse, figures.humanResponse];
  const deadlines = [figures.firstResponseDeadlines, figures.resolutionDeadlines];
  const { begun, closed, reopened, escalated, assisted, unpricedCalls, humanMs, aiPicoUsd, scores } = figures;
  return [
    begun,
    closed,
    reopened,
    escalated,
    assisted,
    unpricedCalls,
    humanMs,
    aiPicoUsd,
    ...scores,
    ...durations.flatMap(({ count, totalMs }) => [count, totalMs]),
    ...deadlines.flatMap(({ due, met }) => [due, met]),
  ];
}

function added(a: (number | bigint)[], b: (number | bigint)[]): (number | bigint)[] {
  return a.map((each, index) =>
    typeof each === "bigint" ? each + (b[index] as bigint) : each + (b[index] as number),
  );
}
