import { isDeepStrictEqual } from "node:util";
import type { ConversationEvent } from "../../shared/contracts/conversation.ts";
import type { EpisodeFigures } from "../../shared/domain/kpis/figures.ts";
import { tenantId } from "./process.ts";
import { ensure } from "./violation.ts";
import type { World } from "./world.ts";

/** An episode as the events tell of it. */
interface ToldEpisode {
  begunAtMs: number;
  closedAtMs: number | null;
  isReopened: boolean;
  isEscalated: boolean;
  aiAnswerAtMs: number | null;
  /** Of the handover that was answered first. */
  queuedAtMs: number | null;
  humanAnswerAtMs: number | null;
  humanMs: number;
}

const dayMs = 24 * 60 * 60_000;

/**
 * The key figures of every day, and of all days, are what the events of the conversations come to, told once more here: what
 * was summed up as episodes closed, while calls failed and processes died, is neither lost nor counted twice.
 * @throws Violation
 */
export async function assertKpis(world: World): Promise<void> {
  const events = world.database.tables().tenants.get(tenantId)!.conversationEvents;
  const told = [...Map.groupBy(events, ({ conversationId }) => conversationId).values()].flatMap(episodesOf);
  const firstMs = Math.min(...events.map(({ atMs }) => atMs));
  const days = Math.ceil((world.nowMs + 1 - firstMs) / dayMs);
  const bounds = Array.from({ length: days + 1 }, (_, day) => firstMs + day * dayMs);
  const everything = { workflow: null, channel: null };
  const { all, by } = await world.database.tenant(tenantId, (tx) => tx.kpis.episodes(bounds, everything));
  assertTold("in all", all, told, bounds[0]!, bounds.at(-1)!);
  for (const [day, figures] of by.entries())
    assertTold(`of day ${day}`, figures, told, bounds[day]!, bounds[day + 1]!);
}

function assertTold(
  when: string,
  figures: EpisodeFigures,
  told: readonly ToldEpisode[],
  fromMs: number,
  toMs: number,
): void {
  const isIn = (atMs: number | null) => atMs !== null && fromMs <= atMs && atMs < toMs;
  const closed = told.filter(({ closedAtMs }) => isIn(closedAtMs));
  const between = (from: (each: ToldEpisode) => number | null, to: (each: ToldEpisode) => number | null) => {
    const durations = closed.flatMap((each) => {
      const [begin, end] = [from(each), to(each)];
      return begin === null || end === null ? [] : [end - begin];
    });
    return { count: durations.length, totalMs: durations.reduce((total, each) => total + each, 0) };
  };
  const expected = {
    begun: told.filter(({ begunAtMs }) => isIn(begunAtMs)).length,
    closed: closed.length,
    reopened: closed.filter(({ isReopened }) => isReopened).length,
    escalated: closed.filter(({ isEscalated }) => isEscalated).length,
    resolution: between(
      ({ begunAtMs }) => begunAtMs,
      ({ closedAtMs }) => closedAtMs,
    ),
    aiResponse: between(
      ({ begunAtMs }) => begunAtMs,
      ({ aiAnswerAtMs }) => aiAnswerAtMs,
    ),
    humanResponse: between(
      ({ queuedAtMs }) => queuedAtMs,
      ({ humanAnswerAtMs }) => humanAnswerAtMs,
    ),
    humanMs: closed.reduce((total, { humanMs }) => total + humanMs, 0),
  };
  const { begun, closed: closings, reopened, escalated, humanMs } = figures;
  const sums = ({ count, totalMs }: EpisodeFigures["resolution"]) => ({ count, totalMs });
  const found = {
    begun,
    closed: closings,
    reopened,
    escalated,
    humanMs,
    resolution: sums(figures.resolution),
    aiResponse: sums(figures.aiResponse),
    humanResponse: sums(figures.humanResponse),
  };
  ensure(
    isDeepStrictEqual(found, { ...found, ...expected }),
    () => `The key figures ${when} are ${JSON.stringify(found)}, the events say ${JSON.stringify(expected)}.`,
  );
}

/** One conversation's. */
function episodesOf(events: readonly ConversationEvent[]): ToldEpisode[] {
  const told: ToldEpisode[] = [];
  let queuedAtMs: number | null = null;
  let assignedAtMs: number | null = null;
  for (const { type, data, atMs } of events) {
    const now = told.at(-1);
    const isOpen = now !== undefined && now.closedAtMs === null;
    if (type === "message.created" && data["sender"] === "customer" && !isOpen)
      told.push(begun(atMs, told.length));
    if (!isOpen) continue;
    if (type === "message.created" && data["sender"] === "agent") now.aiAnswerAtMs ??= atMs;
    if (type === "message.created" && data["sender"] === "human_agent" && data["is_private"] === false) {
      if (now.humanAnswerAtMs === null) Object.assign(now, { queuedAtMs, humanAnswerAtMs: atMs });
    }
    if (type === "handover.queued") queuedAtMs = atMs;
    if (type === "handover.assigned") assignedAtMs = atMs;
    if ((type === "handover.released" || type === "handover.closed") && assignedAtMs !== null) {
      now.humanMs += atMs - assignedAtMs;
      assignedAtMs = null;
    }
    if (type !== "status.changed") continue;
    if (data["to"] === "handover") now.isEscalated = true;
    if (data["to"] === "finished" || data["to"] === "resolved") now.closedAtMs = atMs;
  }
  return told;
}

function begun(begunAtMs: number, before: number): ToldEpisode {
  return {
    begunAtMs,
    closedAtMs: null,
    isReopened: before > 0,
    isEscalated: false,
    aiAnswerAtMs: null,
    queuedAtMs: null,
    humanAnswerAtMs: null,
    humanMs: 0,
  };
}
