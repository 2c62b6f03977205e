import { postMessage } from "../../shared/domain/conversations/post-message.ts";
import { RetryableError } from "../../shared/contracts/errors.ts";
import { sendOutbox } from "../../shared/domain/workflows/outbox.ts";
import type { Cloud } from "./cloud.ts";
import type { Encounters } from "./encounters.ts";
import type { Ledger } from "./ledger.ts";
import { Killed, runProcess, tenantId } from "./process.ts";
import type { World } from "./world.ts";

/** A customer writes; what is not answered is sent again under its id, and sometimes what was. */
export function writeMessage(world: World, cloud: Cloud, ledger: Ledger, conversationId: string): void {
  const messageId = world.newId("m");
  const text = world.random.chance(0.15) ? `I want a person, ${messageId}` : `says ${messageId}`;
  ledger.written.set(messageId, { conversationId, text, isAccepted: false });
  world.count("customer writes");
  const met = world.encounters();
  const send = (delayMs: number, label: string) =>
    world.after(delayMs, `${label} ${messageId}`, () => post(world, cloud, ledger, messageId, met));
  send(world.latencyMs(met), ". sends");
  if (!world.random.chance(world.faults.duplicate)) return;
  met.meet("delivered twice");
  send(world.latencyMs(met), "again");
}

function post(world: World, cloud: Cloud, ledger: Ledger, messageId: string, met: Encounters): void {
  const written = ledger.written.get(messageId)!;
  const { conversationId, text } = written;
  const customer = { sender: "customer", senderId: "john", postedBy: "john" } as const;
  const posted = { ...customer, messageId, text, isPrivate: false };
  const label = `post ${messageId} to ${conversationId}`;
  runProcess(
    { world, outside: cloud.outside, label, met },
    async (services) => {
      const { messages } = await postMessage({ tenantId, conversationId, ...posted }, services);
      await sendOutbox(messages, services);
    },
    (outcome) => {
      if (outcome.ok) return void (written.isAccepted = true);
      if (!(outcome.error instanceof Killed || outcome.error instanceof RetryableError))
        return world.report(outcome.error);
      world.after(1_000 + world.random.next() * 59_000, `retry ${messageId}`, () =>
        post(world, cloud, ledger, messageId, met),
      );
    },
  );
}
