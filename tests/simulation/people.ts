import { ConflictError, NotAllowedError, RetryableError } from "../../shared/contracts/errors.ts";
import type { HumanAgentStatus, QueuedHandover } from "../../shared/contracts/human-agent.ts";
import type { OutboxMessage } from "../../shared/contracts/run.ts";
import { claimHandover } from "../../shared/domain/queue/claim-handover.ts";
import { closeHandover } from "../../shared/domain/queue/close-handover.ts";
import type { Closing } from "../../shared/domain/queue/handover-life.ts";
import { reassignHandover } from "../../shared/domain/queue/reassign-handover.ts";
import { releaseHandover } from "../../shared/domain/queue/release-handover.ts";
import { replyAsHuman } from "../../shared/domain/queue/reply-as-human.ts";
import { setAgentStatus } from "../../shared/domain/queue/set-agent-status.ts";
import { sendOutbox } from "../../shared/domain/workflows/outbox.ts";
import type { Cloud } from "./cloud.ts";
import type { Ledger } from "./ledger.ts";
import { Killed, runProcess, type Services, tenantId } from "./process.ts";
import type { World } from "./world.ts";

export type Act =
  | { kind: "claim" | "reply" | "note" | "release" | "resolve" | "back" | "reassign" }
  | { kind: "status"; status: HumanAgentStatus };

interface Seen {
  handover: QueuedHandover;
  lastSeq: number;
}

interface Actor {
  world: World;
  cloud: Cloud;
  ledger: Ledger;
  humanAgentId: string;
  colleagues: readonly string[];
}

/** A person looks at the desk, thinks for a while, and does something about what they have seen, which may be old by then. */
export function act(actor: Actor, what: Act, longestThoughtMs = 20_000): void {
  const { world, cloud, humanAgentId } = actor;
  const kind = what.kind === "status" ? what.status : what.kind;
  world.count(`person ${kind}`);
  const met = world.encounters();
  const label = `${humanAgentId} ${kind}`;
  const run = (work: (services: Services) => Promise<void>) =>
    runProcess({ world, outside: cloud.outside, label, met }, work, (outcome) => {
      if (outcome.ok || isRefusal(outcome.error)) return;
      if (!isTransient(outcome.error)) return world.report(outcome.error);
      // Who gets no answer looks again later, or does something else.
      if (request !== null && world.random.chance(0.7))
        world.after(1_000 + world.random.next() * 90_000, `${label} again`, () => run(request!));
    });
  let request: ((services: Services) => Promise<void>) | null = null;
  run(async (services) => {
    if (what.kind === "status") return setStatus(actor, what.status, services);
    const seen = await look(actor, what.kind, services);
    if (seen === null) return;
    await services.pause("thinks", longestThoughtMs);
    const decided = decide(actor, what.kind, seen);
    request = (mine) => insist(() => decided(mine), world);
    if (world.random.chance(world.faults.duplicate)) {
      world.count("fault delivered twice");
      met.meet("delivered twice");
      world.after(world.latencyMs(met), `${label} twice`, () => run(request!));
    }
    await services.travel("on its way");
    await request(services);
  });
}

async function look(actor: Actor, kind: Act["kind"], { database }: Services): Promise<Seen | null> {
  const { world, humanAgentId } = actor;
  const { random } = world;
  return database.tenant(tenantId, async (tx) => {
    const waiting = kind === "claim" || random.chance(0.03);
    // Now and then somebody meddles with what is another's.
    const whose = random.chance(0.05) ? random.pick(actor.colleagues) : humanAgentId;
    const candidates = waiting ? await tx.handovers.waiting(10) : await tx.handovers.assignedTo(whose);
    if (candidates.length === 0) return null;
    const handover = random.pick(candidates);
    const { lastSeq } = (await tx.conversations.get(handover.conversationId))!;
    return { handover, lastSeq };
  });
}

/** What is sent, as often as it takes: the same message under the same id. */
function decide(
  { world, ledger, humanAgentId, colleagues }: Actor,
  kind: Exclude<Act["kind"], "status">,
  { handover, lastSeq }: Seen,
): (services: Services) => Promise<void> {
  const { handoverId, conversationId } = handover;
  const own = { tenantId, handoverId, humanAgentId };
  const send = (messages: OutboxMessage[], services: Services) => sendOutbox(messages, services);
  switch (kind) {
    case "claim":
      return async (services) => void (await claimHandover({ ...own, assignedBy: humanAgentId }, services));
    case "release":
      return async (services) => send((await releaseHandover(own, services)).messages, services);
    case "reassign": {
      const request = { tenantId, handoverId, to: world.random.pick(colleagues), assignedBy: humanAgentId };
      return async (services) => send((await reassignHandover(request, services)).messages, services);
    }
    case "reply":
    case "note": {
      const messageId = world.newId("h");
      const text = `${humanAgentId} says ${messageId}`;
      const written = { conversationId, text, isAccepted: false };
      ledger.written.set(messageId, written);
      const reply = { tenantId, conversationId, humanAgentId, messageId, text, isPrivate: kind === "note" };
      return async (services) => {
        await replyAsHuman(reply, services);
        written.isAccepted = true;
      };
    }
    default: {
      const back = { outcome: "back_to_ai", instructedBy: humanAgentId } as const;
      const closing: Closing =
        kind === "resolve"
          ? { outcome: "resolved" }
          : { ...back, instruction: world.random.chance(0.7) ? world.newId("do ") : null };
      const attempt = { ...closing, humanAgentId, seenSeq: lastSeq };
      ledger.closings.set(handoverId, [...(ledger.closings.get(handoverId) ?? []), attempt]);
      return async (services) =>
        send((await closeHandover({ ...own, ...attempt }, services)).messages, services);
    }
  }
}

async function setStatus(
  { world, humanAgentId }: Actor,
  status: HumanAgentStatus,
  services: Services,
): Promise<void> {
  await insist(
    async () =>
      sendOutbox((await setAgentStatus({ tenantId, humanAgentId, status }, services)).messages, services),
    world,
  );
}

/** Who gets no answer tries again. */
async function insist<T>(attempt: () => Promise<T>, world: World): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error) || tries === 3 || world.random.chance(0.2)) throw error;
    }
  }
}

function isTransient(error: unknown): boolean {
  return error instanceof Killed || error instanceof RetryableError;
}

/** The desk says no, with a reason that a person can read. */
function isRefusal(error: unknown): boolean {
  return (
    (error instanceof ConflictError || error instanceof NotAllowedError) &&
    error.details["code"] !== undefined
  );
}
