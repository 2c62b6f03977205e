import type { Conversation } from "../../shared/contracts/conversation.ts";
import type { QueuedHandover } from "../../shared/contracts/human-agent.ts";
import { hasSkills } from "../../shared/domain/queue/plan-assignments.ts";
import { assertKpis } from "./audit-kpis.ts";
import { Auditor } from "./auditor.ts";
import { type Cloud, createCloud } from "./cloud.ts";
import { writeMessage } from "./customers.ts";
import { assertClosed, assertSettled } from "./drained.ts";
import { createLedger, type Ledger } from "./ledger.ts";
import { type Act, act } from "./people.ts";
import { pickAct, pickWork } from "./pick-act.ts";
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
/** Many times what the liveliest seed takes. */
const mostSteps = 20_000;
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
  private happened = 0;

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

  /** Returns 1 for an event, 0 where a process or a state machine only went on. */
  private async happen(): Promise<number> {
    const next = this.world.agenda.next();
    if (next === undefined) throw new Violation("Nothing will ever happen again.");
    if ((this.happened += 1) > mostSteps) throw new Violation(`It never comes to rest: ${next.label}`);
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
      [setting.purpose, "go on"],
      [30, "customer"],
      [64, "person"],
      [2, "stop"],
      [2, "time out"],
      [1, "outage"],
    ] as const);
    if (what === "go on") return this.goOnWith(random.pick(this.rows().conversations));
    if (what === "customer") return writeMessage(world, cloud, ledger, random.pick(setting.conversationIds));
    if (what === "person") return this.sendPerson();
    if (what === "outage") return world.loseDatabase();
    const running = cloud.executions.running("conversation");
    if (running.length === 0) return;
    if (what === "stop") cloud.executions.stop(random.pick(running));
    else cloud.executions.timeOutWait(random.pick(running));
  }

  /** Whoever has a conversation does what takes it further: so it comes to its rarer transitions. */
  private goOnWith({ conversationId, status, handoverId }: Conversation): void {
    const { world, cloud, ledger } = this;
    const handover = this.rows().handovers.find((each) => each.handover.handoverId === handoverId)?.handover;
    switch (status) {
      case "human_active":
        return this.actAs(handover!.assignedTo!, pickWork(this.world.random));
      case "pending_human":
        return this.findSomebodyFor(handover!);
      case "new":
      case "finished":
      case "resolved":
        return writeMessage(world, cloud, ledger, conversationId);
      default:
        return this.sendPerson();
    }
  }

  /** Somebody who has something to do, more often than not. */
  private sendPerson(): void {
    const { random } = this.world;
    const busy = this.rows().humanAgents.filter(({ currentLoad }) => currentLoad > 0);
    if (busy.length === 0 || random.chance(0.3))
      return this.actAs(random.pick(this.setting.people), pickAct(this.world.random, this.setting.settings));
    this.actAs(random.pick(busy).humanAgentId, pickWork(this.world.random));
  }

  private findSomebodyFor({ requiredSkills }: QueuedHandover): void {
    const { random } = this.world;
    const fitting = this.rows().humanAgents.filter((person) => hasSkills(person, requiredSkills));
    if (fitting.length === 0) return this.sendPerson();
    const { humanAgentId, status } = random.pick(fitting);
    if (status !== "online") return this.actAs(humanAgentId, { kind: "status", status: "online" });
    if (this.setting.settings.assignment === "claim" || random.chance(0.2))
      this.actAs(humanAgentId, { kind: "claim" });
    else this.sendPerson();
  }

  private actAs(humanAgentId: string, what: Act, longestThoughtMs?: number): void {
    const { world, cloud, ledger, setting } = this;
    act({ world, cloud, ledger, humanAgentId, colleagues: setting.people }, what, longestThoughtMs);
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
