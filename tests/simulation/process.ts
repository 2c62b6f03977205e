import { DatabaseUnavailableError, RetryableError } from "../../shared/contracts/errors.ts";
import type { ConversationCheck } from "../../shared/contracts/conversation.ts";
import type { OutboxMessage } from "../../shared/contracts/run.ts";
import type { Database, TenantTransaction } from "../../shared/domain/storage/ports.ts";
import type { MachineRef, StateMachines } from "../../shared/domain/workflows/ports.ts";
import type { JsonObject } from "../../shared/contracts/json.ts";
import type { Encounters } from "./encounters.ts";
import { drawFate, type Fate, strikeOf } from "./fates.ts";
import { watchLocks } from "./watch-locks.ts";
import type { World } from "./world.ts";

export const tenantId = "acme";

/** What processes call. */
export interface Outside {
  send(messages: readonly OutboxMessage[]): void;
  checkAt(check: ConversationCheck, atMs: number): void;
  start(machine: string, name: string, input: JsonObject): void;
  describe(name: string): Awaited<ReturnType<StateMachines["describe"]>>;
  settle(taskToken: string, output: JsonObject): "settled" | "gone";
  /** Something happens to the execution that works on a conversation. */
  disturb(conversationId: string): void;
}

/** Who calls what, and what has happened to the call so far. */
export interface Call {
  world: World;
  outside: Outside;
  label: string;
  met: Encounters;
}

export class Killed extends Error {}

export type Services = ReturnType<typeof servicesOf>;
type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown };

/**
 * One call of a function or of the API: real use cases, on services that let others in between two calls, fail, lose an
 * answer, or never come back because the process has died. `done` hears what the caller would.
 */
export function runProcess<T>(
  call: Call,
  work: (services: Services) => Promise<T>,
  done: (outcome: Outcome<T>) => void,
): void {
  const { world, outside, label, met } = call;
  world.trace(`+ ${label}`);
  const process = new Process(call, () => {
    world.count("fault killed");
    met.meet("killed");
    world.after(100 + world.random.next() * 5_000, `. ${label} noticed dead`, () =>
      done({ ok: false, error: new Killed(label) }),
    );
  });
  const finish = (outcome: Outcome<T>): void => {
    if (!process.isAlive) return;
    world.trace(`- ${label}: ${outcome.ok ? "ok" : nameOf(outcome.error)}`);
    try {
      done(outcome);
    } catch (error) {
      world.report(error);
    }
  };
  work(servicesOf(process, world, outside)).then(
    (value) => finish({ ok: true, value }),
    (error: unknown) => finish({ ok: false, error }),
  );
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.constructor.name : "error";
}

class Process {
  isAlive = true;
  readonly met: Encounters;
  private readonly world: World;
  private readonly label: string;
  private readonly onDeath: () => void;

  constructor({ world, label, met }: Call, onDeath: () => void) {
    this.world = world;
    this.label = label;
    this.met = met;
    this.onDeath = onDeath;
  }

  /** Between two calls: others may go first, or it ends here. */
  async pause(point: string, longestMs = 300): Promise<void> {
    const { random, faults } = this.world;
    if (!this.isAlive || random.chance(faults.kill)) return this.die(point);
    if (!random.chance(faults.yield)) return;
    const isSlow = random.chance(faults.slow);
    if (isSlow) return this.dawdle(point);
    await this.wait(point, random.next() * longestMs);
  }

  /** Longer than anybody waits for it. */
  async dawdle(point: string): Promise<void> {
    this.world.count("fault slow");
    this.met.meet("slow");
    await this.wait(point, 60_000 + this.world.random.next() * 180_000);
  }

  /** What was sent is on its way, sometimes for long. */
  async travel(point: string): Promise<void> {
    if (this.isAlive && this.world.faults.late > 0) await this.wait(point, this.world.latencyMs(this.met));
  }

  private async wait(point: string, delayMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.world.after(delayMs, `. ${this.label} ${point}`, resolve);
    });
  }

  /** Never resolves: nobody is there any more to whom it could matter. */
  die(point: string): Promise<never> {
    if (this.isAlive) {
      this.world.trace(`x ${this.label} ${point}`);
      this.isAlive = false;
      this.onDeath();
    }
    return new Promise<never>(() => {});
  }
}

function servicesOf(process: Process, world: World, outside: Outside) {
  const { random } = world;
  const { met } = process;
  let nextCall: Fate | null = null;
  const refuse = (what: string): never => {
    met.meet("call failed");
    throw new RetryableError(`${what} does not answer.`);
  };
  const mishear = (what: string): never => {
    met.meet("answer lost");
    throw new RetryableError(`${what} does not answer.`);
  };

  /** A call that may fail before, or be done and look failed. */
  async function call<T>(what: string, act: () => T): Promise<T> {
    await process.pause(`before ${what}`);
    const fate = nextCall;
    nextCall = null;
    if (fate === "next call fails" || random.chance(world.faults.fail)) refuse(what);
    const result = act();
    if (fate === "next answer is lost" || random.chance(world.faults.lost)) mishear(what);
    await process.pause(`after ${what}`);
    return result;
  }

  async function transact<T>(work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    await process.pause("before transaction");
    const changed = new Set<string>();
    const made: string[] = [];
    const locks = new Set<string>();
    let fate = drawFate(world);
    const watched = async (tx: TenantTransaction) => {
      const result = await work(
        watchLocks(tx, world, locks, (conversationId, transition) => {
          changed.add(conversationId);
          made.push(transition);
          met.make(transition);
        }),
      );
      fate = strikeOf(made, world) ?? fate;
      if (fate === "rolled back" || fate === "dies before") rollBack();
      if (fate === "database away") cutOff();
      return result;
    };
    const result = await attempt(
      () => world.database.tenant(tenantId, watched),
      () => fate === "dies before",
    );
    // What only reads locks nothing.
    if (locks.size > 0) world.audit();
    for (const conversationId of changed) noteDisturbances(conversationId);
    nextCall = fate;
    if (fate === "unheard") misheard();
    if (fate === "dies after") await process.die("after commit");
    if (fate === "slow") await process.dawdle("after commit");
    else await process.pause("after commit");
    return result;
  }

  async function attempt<T>(transaction: () => Promise<T>, dies: () => boolean): Promise<T> {
    try {
      return await transaction();
    } catch (error) {
      if (world.database.isUnavailable()) met.meet("database away");
      if (dies()) await process.die("before commit");
      throw error;
    }
  }

  function rollBack(): never {
    world.count("fault rolled back");
    met.meet("rolled back");
    throw new DatabaseUnavailableError("The transaction could not be committed.");
  }

  function cutOff(): never {
    world.loseDatabase();
    throw new DatabaseUnavailableError("The connection was lost before the commit.");
  }

  function misheard(): never {
    world.count("fault commit unheard");
    met.meet("commit unheard");
    throw new DatabaseUnavailableError("The connection was lost while committing.");
  }

  function noteDisturbances(conversationId: string): void {
    for (const fault of world.takeDisturbances(conversationId)) met.meet(fault);
    if (random.chance(world.faults.disturb))
      world.after(random.next() * 1_000, `${conversationId} is disturbed`, () =>
        outside.disturb(conversationId),
      );
  }

  const database: Database = {
    ...world.database,
    tenant: (_tenantId, work) => transact(work),
  };
  return {
    database,
    nowMs: () => world.nowMs,
    newId: () => world.newId("i"),
    pause: (point: string, longestMs?: number) => process.pause(point, longestMs),
    travel: (point: string) => process.travel(point),
    checks: {
      async checkAt(check: ConversationCheck, atMs: number): Promise<void> {
        if (random.chance(world.faults.fail)) refuse("queue of checks");
        outside.checkAt(check, atMs);
        if (random.chance(world.faults.lost)) mishear("queue of checks");
      },
    },
    commands: {
      send: (messages: OutboxMessage[]) => call("send", () => outside.send(messages)),
      checkLater: async () => undefined,
    },
    machines: { startArn: (machine: MachineRef) => call("startArn", () => `arn:${machine.workflowName}`) },
    stateMachines: {
      start: (machine: MachineRef, name: string, input: JsonObject) =>
        call("start", () => outside.start(machine.workflowName, name, input)),
      describe: (_machine: MachineRef, name: string) => call("describe", () => outside.describe(name)),
      settleTask: (taskToken: string, output: unknown) =>
        call("settle", () => outside.settle(taskToken, output as JsonObject)),
    },
  };
}
