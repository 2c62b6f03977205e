import { describe, expect, test } from "vitest";
import type { Durations, EpisodeFigures } from "../../../shared/domain/kpis/figures.ts";
import type { KpiFilter } from "../../../shared/domain/kpis/ports.ts";
import { type GetDatabase, tenantOf } from "./database-under-test.ts";
import { sampleConversation, sampleHumanAgent } from "./desk-samples.ts";
import { randomEpisodes, type SampleEpisode, writeEpisode } from "./kpi-samples.ts";
import { newId, sampleRevision, startMs } from "./samples.ts";

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
