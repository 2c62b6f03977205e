import { assertKpis } from "./audit-kpis.ts";
import { Auditor } from "./auditor.ts";
import { type Cloud, createCloud } from "./cloud.ts";
import { writeMessage } from "./customers.ts";
import { assertClosed, assertSettled } from "./drained.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { type Act, act } from "./people.ts";
import { tenantId } from "./process.ts";
import { allRounder, faultsOf, prepare, type Setting } from "./setting.ts";
import { Violation } from "./violation.ts";
import { noFaults, World } from "./world.ts";

export interface SimulationResult {
  seed: number;
  /** Null: nothing was found wrong. */
  violation: string | null;
  traceHash: string;
  counts: ReadonlyMap<string, number>;
  log: string[];
}

const minuteMs = 60_000;
/** Longer than the latest delivery, the longest retry and the rarest look, one after the other. */
const settlingMs = 45 * minuteMs;
const closingMs = 24 * 60 * minuteMs;

/**
 * One seed: `events` things happen to a desk while calls fail, answers get lost and processes die; then nothing goes wrong
 * any more, and within 45 minutes everything has to be where it belongs; then people close what is open.
 */
export async function simulate(seed: number, events: number, log = false): Promise<SimulationResult> {
  const world = new World(seed, { log });
  try {
    await new Simulation(world, await prepare(world)).run(events);
  } catch (error) {
    world.report(error);
  }
  const tables = world.database.tables().tenants.get(tenantId)!;
  world.mix(JSON.stringify([tables.conversations, tables.messages, tables.handovers, tables.humanAgents]));
  return {
    seed,
    violation: world.violation?.message ?? null,
    traceHash: world.traceHash(),
    counts: world.counts,
    log: world.log ?? [],
  };
}

class Simulation {
  private readonly world: World;
  private readonly setting: Setting;
  private readonly ledger: Ledger = createLedger();
  private readonly cloud: Cloud;

  constructor(world: World, setting: Setting) {
    this.world = world;
    this.setting = setting;
    this.cloud = createCloud(world);
    const { database } = world;
    const count = (what: string) => world.count(what);
    const auditor = new Auditor(database, this.ledger, this.cloud.children, () => world.nowMs, count);
    world.audit = () => {
      try {
        auditor.check();
      } catch (error) {
        world.report(error);
      }
    };
    // What stands before anything has happened.
    world.audit();
  }

  async run(events: number): Promise<void> {
    const { world } = this;
    world.faults = faultsOf(world);
    this.comeBy();
    for (let left = events; left > 0;) left -= await this.happen();
    this.calmDown();
    await this.passUntil(world.nowMs + settlingMs, () => false);
    assertSettled(this.world, this.setting, this.ledger);
    await this.closeAll();
    assertClosed(this.world, this.cloud);
    await assertKpis(this.world);
  }

  /** Returns 1 for an event, 0 where a process only went on. */
  private async happen(): Promise<number> {
    const next = this.world.agenda.next();
    if (next === undefined) throw new Violation("Nothing will ever happen again.");
    this.world.nowMs = Math.max(this.world.nowMs, next.atMs);
    this.world.trace(next.label);
    next.happen();
    // Everything that can go on without time passing has gone on before this comes.
    await new Promise(setImmediate);
    if (this.world.violation !== null) throw this.world.violation;
    return next.label.startsWith(".") ? 0 : 1;
  }

  private async passUntil(untilMs: number, isDone: () => boolean): Promise<void> {
    const time = { isUp: false };
    this.world.agenda.add(untilMs, "time is up", () => void (time.isUp = true));
    while (!time.isUp && !isDone()) await this.happen();
  }

  /** Somebody does something, and then somebody else. */
  private comeBy(): void {
    const { world } = this;
    if (world.faults === noFaults) return;
    const delayMs = world.random.chance(0.02)
      ? world.random.next() * 60 * minuteMs
      : world.random.exponential(this.setting.meanPauseMs);
    world.after(delayMs, "comes by", () => {
      if (world.faults === noFaults) return;
      this.doSomething();
      this.comeBy();
    });
  }

  private doSomething(): void {
    const { world, cloud, ledger, setting } = this;
    const { random } = world;
    const what = random.weighted([
      [30, "customer"],
      [64, "person"],
      [2, "stop"],
      [2, "time out"],
      [1, "outage"],
    ] as const);
    if (what === "customer") return writeMessage(world, cloud, ledger, random.pick(setting.conversationIds));
    if (what === "person") return this.actAs(this.pickPerson(), this.pickAct());
    if (what === "outage") return this.breakDatabase();
    const running = cloud.executions.running("conversation");
    if (running.length === 0) return;
    if (what === "stop") cloud.executions.stop(random.pick(running));
    else cloud.executions.timeOutWait(random.pick(running));
  }

  /** Somebody who has something to do, more often than not. */
  private pickPerson(): string {
    const { random } = this.world;
    const busy = this.rows().humanAgents.filter(({ currentLoad }) => currentLoad > 0);
    return busy.length > 0 && random.chance(0.7)
      ? random.pick(busy).humanAgentId
      : random.pick(this.setting.people);
  }

  private pickAct(): Act {
    const isClaimed = this.setting.settings.assignment === "claim";
    return this.world.random.weighted<Act>([
      [isClaimed ? 40 : 8, { kind: "claim" }],
      [14, { kind: "reply" }],
      [4, { kind: "note" }],
      [5, { kind: "release" }],
      [16, { kind: "resolve" }],
      [16, { kind: "back" }],
      [5, { kind: "reassign" }],
      [10, { kind: "status", status: "online" }],
      [3, { kind: "status", status: "away" }],
      [4, { kind: "status", status: "offline" }],
    ]);
  }

  private actAs(humanAgentId: string, what: Act, longestThoughtMs?: number): void {
    const { world, cloud, ledger, setting } = this;
    act({ world, cloud, ledger, humanAgentId, colleagues: setting.people }, what, longestThoughtMs);
  }

  private breakDatabase(): void {
    const { world } = this;
    world.count("fault database away");
    world.database.setUnavailable(true);
    const backAfterMs = world.random.next() * world.random.pick([2, 20]) * minuteMs;
    world.after(backAfterMs, "database is back", () => world.database.setUnavailable(false));
  }

  /** Nothing goes wrong from here on, and people who have work react to it. */
  private calmDown(): void {
    const { world } = this;
    world.faults = noFaults;
    world.database.setUnavailable(false);
    this.everyMinute("react", () => {
      for (const { handover } of this.rows().handovers)
        if (handover.status === "assigned" && handover.reactedAtMs === null)
          this.actAs(handover.assignedTo!, { kind: "note" }, 1);
    });
  }

  private async closeAll(): Promise<void> {
    const { world, setting } = this;
    await world.database.tenant(tenantId, (tx) => tx.humanAgents.insert(allRounder(world)));
    setting.people.push("all");
    const isOver = () =>
      this.openConversations() === 0 && this.cloud.executions.running("conversation").length === 0;
    this.everyMinute("close", () => {
      const { handovers, humanAgents } = this.rows();
      for (const { humanAgentId, status } of humanAgents)
        if (status !== "online") this.actAs(humanAgentId, { kind: "status", status: "online" });
      for (const { handover } of handovers) {
        if (handover.status === "assigned") this.actAs(handover.assignedTo!, { kind: "resolve" }, 1);
        if (handover.status === "queued") this.actAs("all", { kind: "claim" }, 1);
      }
    });
    await this.passUntil(world.nowMs + closingMs, isOver);
  }

  private everyMinute(label: string, work: () => void): void {
    this.world.after(minuteMs, label, () => {
      work();
      this.everyMinute(label, work);
    });
  }

  private rows() {
    return this.world.database.tables().tenants.get(tenantId)!;
  }

  private openConversations(): number {
    return this.rows().conversations.filter(({ episode, closedAtMs }) => episode > 0 && closedAtMs === null)
      .length;
  }
}
