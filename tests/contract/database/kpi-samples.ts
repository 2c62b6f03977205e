import * as fc from "fast-check";
import { channels } from "../../../shared/contracts/conversation.ts";
import { turnRunId } from "../../../shared/domain/conversations/turn-run-id.ts";
import type { TenantTransaction } from "../../../shared/domain/storage/ports.ts";
import { sampleAssignment, sampleConversation, sampleHandover, sampleMessageOf } from "./desk-samples.ts";
import { modelStep, newId, sampleNode, sampleRun, sampleWait, startMs } from "./samples.ts";

/** One episode as it went, in milliseconds after its first message. The tests judge figures by it. */
export interface SampleEpisode {
  workflow: string;
  channel: (typeof channels)[number];
  /** Of its conversation. */
  episode: number;
  begunAtMs: number;
  lastsMs: number;
  aiAnswerMs: number | null;
  costsUsd: (number | null)[];
  decisions: number;
  handover: SampleHandover | null;
  score: number | null;
}

export interface SampleHandover {
  queuedMs: number;
  answerMs: number | null;
  firstResponseDueMs: number | null;
  resolutionDueMs: number | null;
  /** Who had it; the last one until the end. */
  people: { humanAgentId: string; fromMs: number }[];
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const sometimes = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null, freq: 2 });
const within = (ms: number) => fc.integer({ min: 0, max: ms });

/** Episodes of a week that last hours, with people among those named. */
export function randomEpisodes(people: readonly string[], count: number, seed: number): SampleEpisode[] {
  const handover = fc.record({
    queuedMs: within(hourMs),
    answerMs: sometimes(fc.integer({ min: hourMs, max: 3 * hourMs })),
    firstResponseDueMs: sometimes(within(4 * hourMs)),
    resolutionDueMs: sometimes(within(8 * hourMs)),
    people: fc.array(fc.record({ humanAgentId: fc.constantFrom(...people), fromMs: within(hourMs) }), {
      minLength: 1,
      maxLength: 3,
    }),
  });
  const episode = fc.record({
    workflow: fc.constantFrom("support", "returns"),
    channel: fc.constantFrom(...channels),
    episode: fc.constantFrom(1, 1, 2),
    begunAtMs: within(7 * dayMs).map((ms) => startMs + ms),
    lastsMs: fc.integer({ min: 3 * hourMs, max: 9 * hourMs }),
    aiAnswerMs: sometimes(within(hourMs)),
    costsUsd: fc.array(sometimes(fc.integer({ min: 0, max: 10 ** 9 }).map((pico) => pico / 1e12)), {
      maxLength: 3,
    }),
    decisions: fc.constantFrom(0, 0, 1, 2),
    handover: sometimes(handover.map((each) => ({ ...each, people: inOrder(each.people) }))),
    score: sometimes(fc.integer({ min: 1, max: 5 })),
  });
  return fc.sample(episode, { numRuns: count, seed });
}

function inOrder(people: SampleHandover["people"]): SampleHandover["people"] {
  return people.toSorted((a, b) => a.fromMs - b.fromMs);
}

/** Writes an episode as the use cases do, in a conversation of its own, and returns the conversation's id. */
export async function writeEpisode(
  tx: TenantTransaction,
  tenantId: string,
  workflowDigest: string,
  sample: SampleEpisode,
): Promise<string> {
  const { episode, begunAtMs, lastsMs, workflow, channel, aiAnswerMs, score } = sample;
  const closedAtMs = begunAtMs + lastsMs;
  const conversation = sampleConversation(tenantId, { channel, workflowId: `${workflow}@1.0.0` });
  const { conversationId } = conversation;
  await tx.conversations.insert(conversation);
  // Of the episode before.
  await tx.messages.insert(
    sampleMessageOf(conversationId, { seq: 1, sender: "agent", createdAtMs: startMs }),
  );
  await tx.messages.insert(sampleMessageOf(conversationId, { seq: 2, createdAtMs: begunAtMs }));
  await tx.episodes.begin({ conversationId, episode, firstSeq: 2, begunAtMs });
  if (aiAnswerMs !== null)
    await tx.messages.insert(
      sampleMessageOf(conversationId, { seq: 3, sender: "agent", createdAtMs: begunAtMs + aiAnswerMs }),
    );
  const runId = await writeRun(tx, tenantId, workflowDigest, conversationId, sample);
  const outcome = await writeHandover(tx, tenantId, conversationId, sample);
  await tx.episodes.close({ conversationId, episode, outcome, closedAtMs, runIds: ["none", runId] });
  if (score !== null) await tx.episodes.rate(conversationId, episode, score);
  return conversationId;
}

async function writeRun(
  tx: TenantTransaction,
  tenantId: string,
  workflowDigest: string,
  conversationId: string,
  { episode, begunAtMs, costsUsd, decisions, workflow }: SampleEpisode,
): Promise<string> {
  const runId = turnRunId(conversationId, episode, 1);
  const about = { runId, conversationId, workflowName: workflow, acceptedAtMs: begunAtMs };
  await tx.runs.insert(sampleRun(tenantId, workflowDigest, about));
  await tx.nodes.begin(sampleNode(runId));
  for (const [stepNo, cost] of costsUsd.entries())
    await tx.steps.record(runId, "classify", modelStep(stepNo, "", cost));
  for (let node = 0; node < decisions; node += 1) {
    const wait = await tx.waits.open(sampleWait(tenantId, runId, { nodePath: `approve${node}` }), "token");
    await tx.waits.decide(wait.waitId, { by: "manager", answer: {}, atMs: startMs });
  }
  // Nobody decided this one.
  await tx.waits.open(sampleWait(tenantId, runId, { nodePath: "ask" }), "token");
  return runId;
}

/** Of the last person, who resolves it; an episode without a handover is finished by the AI. */
async function writeHandover(
  tx: TenantTransaction,
  tenantId: string,
  conversationId: string,
  { episode, begunAtMs, lastsMs, handover }: SampleEpisode,
): Promise<"finished" | "resolved"> {
  if (handover === null) return "finished";
  const { queuedMs, answerMs, firstResponseDueMs, resolutionDueMs, people } = handover;
  const after = (ms: number) => begunAtMs + ms;
  const last = people.at(-1)!;
  const row = sampleHandover(tenantId, conversationId, {
    handoverId: newId(),
    episode,
    status: "resolved",
    assignedTo: last.humanAgentId,
    assignedAtMs: after(last.fromMs),
    queuedAtMs: after(queuedMs),
    firstResponseAtMs: answerMs === null ? null : after(answerMs),
    firstResponseDueAtMs: firstResponseDueMs === null ? null : after(firstResponseDueMs),
    resolutionDueAtMs: resolutionDueMs === null ? null : after(resolutionDueMs),
    closedAtMs: after(lastsMs),
  });
  await tx.handovers.insert(row);
  if (answerMs !== null)
    await tx.messages.insert(
      sampleMessageOf(conversationId, {
        seq: 4,
        sender: "human_agent",
        senderId: last.humanAgentId,
        createdAtMs: after(answerMs),
      }),
    );
  for (const [index, { humanAgentId, fromMs }] of people.entries()) {
    const attempt = index + 1;
    const begun = sampleAssignment(row.handoverId, humanAgentId, { attempt, assignedAtMs: after(fromMs) });
    await tx.handovers.beginAssignment(begun);
    const next = people[attempt];
    if (next !== undefined) await tx.handovers.endAssignment(row.handoverId, "released", after(next.fromMs));
  }
  return "resolved";
}
