import { DatabaseUnavailableError, RetryableError } from "../../shared/contracts/errors.ts";
import type { ConversationCheck } from "../../shared/contracts/conversation.ts";
import type { OutboxMessage } from "../../shared/contracts/run.ts";
import type { Database, TenantTransaction } from "../../shared/domain/storage/ports.ts";
import type { MachineRef, StateMachines } from "../../shared/domain/workflows/ports.ts";
import type { JsonObject } from "../../shared/contracts/json.ts";
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
}

export class Killed extends Error {}

export type Services = ReturnType<typeof servicesOf>;
type Outcome<T> = { ok: true; value: T } | { ok: false; error: unknown };

/**
 * One call of a function or of the API: real use cases, on services that let others in between two calls, fail, lose an
 * answer, or never come back because the process has died. `done` hears what the caller would.
 */
export function runProcess<T>(
  world: World,
  outside: Outside,
  label: string,
  work: (services: Services) => Promise<T>,
  done: (outcome: Outcome<T>) => void,
): void {
  world.trace(`+ ${label}`);
  const process = new Process(world, label, () => {
    world.count("fault killed");
    world.after(100 + world.random.next() * 5_000, `${label} noticed dead`, () =>
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
  private readonly world: World;
  private readonly label: string;
  private readonly onDeath: () => void;

  constructor(world: World, label: string, onDeath: () => void) {
    this.world = world;
    this.label = label;
    this.onDeath = onDeath;
  }

  /** Between two calls: others may go first, or it ends here. */
  async pause(point: string, longestMs = 300): Promise<void> {
    const { random, faults } = this.world;
    if (!this.isAlive || random.chance(faults.kill)) return this.die(point);
    if (!random.chance(faults.yield)) return;
    const isSlow = random.chance(faults.slow);
    if (isSlow) this.world.count("fault slow");
    const delayMs = isSlow ? 60_000 + random.next() * 180_000 : random.next() * longestMs;
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
  const unavailable = (what: string) => new RetryableError(`${what} does not answer.`);

  /** A call that may fail before, or be done and look failed. */
  async function call<T>(what: string, act: () => T): Promise<T> {
    await process.pause(`before ${what}`);
    if (random.chance(world.faults.fail)) throw unavailable(what);
    const result = act();
    if (random.chance(world.faults.lost)) throw unavailable(what);
    await process.pause(`after ${what}`);
    return result;
  }

  async function transact<T>(work: (tx: TenantTransaction) => Promise<T>): Promise<T> {
    await process.pause("before transaction");
    const abort = random.chance(world.faults.fail);
    const died = random.chance(world.faults.kill);
    const locks = new Set<string>();
    const result = await withCommitHook(
      abort || died,
      () => world.database.tenant(tenantId, (tx) => work(watchLocks(tx, world, locks))),
      () => (died ? process.die("before commit") : Promise.resolve()),
    );
    // What only reads locks nothing.
    if (locks.size > 0) world.audit();
    if (random.chance(world.faults.lost)) {
      world.count("fault commit unheard");
      throw new DatabaseUnavailableError("The connection was lost while committing.");
    }
    await process.pause("after commit");
    return result;
  }

  async function withCommitHook<T>(
    refuse: boolean,
    transaction: () => Promise<T>,
    refused: () => Promise<void>,
  ): Promise<T> {
    if (!refuse) return transaction();
    world.database.onCommit(() => {
      world.count("fault rolled back");
      throw new DatabaseUnavailableError("The transaction could not be committed.");
    });
    try {
      return await transaction();
    } catch (error) {
      world.database.onCommit(null);
      await refused();
      throw error;
    } finally {
      world.database.onCommit(null);
    }
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
    checks: {
      async checkAt(check: ConversationCheck, atMs: number): Promise<void> {
        if (random.chance(world.faults.fail)) throw unavailable("queue of checks");
        outside.checkAt(check, atMs);
        if (random.chance(world.faults.lost)) throw unavailable("queue of checks");
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
