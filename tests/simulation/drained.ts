import { hasSkills } from "../../shared/domain/queue/plan-assignments.ts";
import type { Cloud } from "./cloud.ts";
import type { Ledger } from "./ledger.ts";
import { tenantId } from "./process.ts";
import type { Setting } from "./setting.ts";
import { ensure } from "./violation.ts";
import type { World } from "./world.ts";

const minuteMs = 60_000;

/** After three quarters of an hour in which nothing went wrong. @throws Violation */
export function assertSettled(world: World, { settings }: Setting, ledger: Ledger): void {
  const { tenants, outbox } = world.database.tables();
  const { conversations, messages, handovers, humanAgents } = tenants.get(tenantId)!;
  const unsent = outbox.filter(
    ({ message, sentAtMs }) => sentAtMs === null && message.topic !== "desk.assign",
  );
  ensure(unsent.length === 0, () => `Unsent: ${JSON.stringify(unsent.map(({ message }) => message))}`);
  for (const { conversationId, status, episode } of conversations) {
    const isOwned = ["finished", "resolved", "pending_human", "human_active"].includes(status);
    ensure(episode === 0 || isOwned, () => `${conversationId} is still ${status}: nobody works on it.`);
  }
  const stored = new Map(messages.map((message) => [message.messageId, message]));
  for (const [messageId, { isAccepted }] of ledger.written)
    ensure(!isAccepted || stored.has(messageId), () => `${messageId} was accepted and is lost.`);
  const open = handovers.filter(({ handover }) => handover.closedAtMs === null);
  for (const { handover, taskTokens } of open) {
    const { handoverId, assignedTo, assignedAtMs, reactedAtMs, requiredSkills } = handover;
    ensure(taskTokens.length > 0, () => `No state machine waits for ${handoverId}.`);
    const owner = humanAgents.find(({ humanAgentId }) => humanAgentId === assignedTo);
    ensure(
      assignedTo === null || owner?.status !== "offline",
      () => `${handoverId} is with somebody who has gone.`,
    );
    const limitMs = ((settings.reactionMinutes ?? Infinity) + 2) * minuteMs;
    ensure(
      assignedAtMs === null || reactedAtMs !== null || world.nowMs - assignedAtMs < limitMs,
      () => `${handoverId} was not taken back from ${assignedTo}.`,
    );
    if (assignedTo !== null || settings.assignment === "claim") continue;
    const free = humanAgents.find(
      (person) =>
        person.status === "online" &&
        person.currentLoad < person.maxCapacity &&
        hasSkills(person, requiredSkills),
    );
    ensure(free === undefined, () => `${handoverId} waits while ${free?.humanAgentId} is free.`);
  }
  assertEscalated(
    world,
    open.map(({ handover }) => handover),
    settings.weekly[0]!.length > 0,
  );
}

/** Around the clock, a deadline that has passed was seen coming. */
function assertEscalated(
  { nowMs }: World,
  open: readonly { handoverId: string; resolutionDueAtMs: number | null; escalatedAtMs: number | null }[],
  aroundTheClock: boolean,
): void {
  if (!aroundTheClock) return;
  for (const { handoverId, resolutionDueAtMs, escalatedAtMs } of open) {
    const isLate = resolutionDueAtMs !== null && resolutionDueAtMs < nowMs;
    ensure(!isLate || escalatedAtMs !== null, () => `${handoverId} is late and was not escalated.`);
  }
}

/** When people had a day to close everything. @throws Violation */
export function assertClosed(world: World, { executions }: Cloud): void {
  const { conversations, humanAgents } = world.database.tables().tenants.get(tenantId)!;
  for (const { conversationId, status, episode } of conversations) {
    const isClosed = status === "finished" || status === "resolved";
    ensure(episode === 0 || isClosed, () => `${conversationId} cannot be closed: it is ${status}.`);
  }
  const [running] = executions.running("conversation");
  ensure(running === undefined, () => `Execution ${running?.name} waits for nobody.`);
  const busy = humanAgents.find(({ currentLoad }) => currentLoad !== 0);
  ensure(busy === undefined, () => `${busy?.humanAgentId} is busy with nothing.`);
}
