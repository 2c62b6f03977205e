import type { DeskSettings, HumanAgent } from "../../shared/contracts/human-agent.ts";
import { createConversation } from "../../shared/domain/conversations/create-conversation.ts";
import { defaultDeskSettings } from "../../shared/domain/queue/default-desk-settings.ts";
import { supportWorkflow } from "../support/desk-fixture.ts";
import { humanAgentRow } from "../support/desk-rows.ts";
import { tenantId } from "./process.ts";
import type { Faults, World } from "./world.ts";

const skills = ["returns", "billing", "general"];

export interface Setting {
  settings: DeskSettings;
  conversationIds: string[];
  people: string[];
  /** Between two things that customers and people do. */
  meanPauseMs: number;
  /** How often somebody does what the conversation needs next; a hundred is as often as something that it does not. */
  purpose: number;
}

/** A tenant with a desk: some people, some conversations, and how much goes wrong. */
export async function prepare(world: World): Promise<Setting> {
  const { random, database } = world;
  const settings = settingsOf(world);
  const people = Array.from({ length: 2 + random.int(3) }, (_, index) => personOf(world, `p${index}`));
  const conversationIds = Array.from({ length: 1 + random.int(4) }, (_, index) => `c${index}`);
  await database.tenant(tenantId, async (tx) => {
    const revision = { digest: "d", workflow: supportWorkflow, source: "", deployed: false };
    await tx.workflows.publish({ ...revision, publishedAtMs: world.nowMs });
    await tx.desk.saveSettings(settings);
    for (const person of people) await tx.humanAgents.insert(person);
  });
  for (const conversationId of conversationIds) {
    const about = {
      tenantId,
      customerId: "john",
      openedBy: "john",
      channel: "web",
      workflowId: "support",
      metadata: {},
    } as const;
    await createConversation({ ...about, conversationId }, { database, nowMs: () => world.nowMs });
  }
  const meanPauseMs = random.pick([500, 5_000, 20_000, 40_000, 120_000]);
  const purpose = random.pick([0, 900, 900]);
  return {
    settings,
    conversationIds,
    people: people.map(({ humanAgentId }) => humanAgentId),
    meanPauseMs,
    purpose,
  };
}

export function faultsOf({ random }: World): Faults {
  const often = () => random.pick([0, 0, 0.02, 0.08]);
  return {
    kill: often(),
    fail: often(),
    lost: often(),
    yield: random.pick([0.1, 0.4, 0.8]),
    slow: random.pick([0, 0, 0.05]),
    duplicate: random.pick([0, 0.1, 0.4]),
    late: random.pick([0, 0.1, 0.4]),
    strike: random.pick([0, 0.5, 0.9, 0.9]),
    disturb: random.pick([0, 0.5, 0.9]),
  };
}

function settingsOf({ random }: World): DeskSettings {
  const settings: DeskSettings = {
    ...defaultDeskSettings,
    reactionMinutes: random.pick([null, 1, 5, 15]),
    assignment: random.chance(0.75) ? "automatic" : "claim",
  };
  if (random.chance(0.7)) return settings;
  const isOfficial = random.chance(0.3);
  const office = Array.from({ length: 7 }, (_, day) =>
    day === 0 || day === 6 ? [] : [{ fromMinute: 540, toMinute: 1020 }],
  );
  return {
    ...settings,
    ...(isOfficial && { timeZone: "Europe/Berlin", weekly: office }),
    firstResponseMinutes: [60, 30, 10, 5],
    resolutionMinutes: [null, 240, 60, 20],
  };
}

export function personOf({ random, nowMs }: World, humanAgentId: string): HumanAgent {
  const isVersed = random.chance(0.3);
  const own = skills.filter(() => isVersed || random.chance(0.6));
  return humanAgentRow({
    humanAgentId,
    tenantId,
    skills: own.length === 0 ? ["general"] : own,
    status: random.pick(["online", "online", "online", "away", "offline"]),
    maxCapacity: 1 + random.int(3),
    lastActiveAtMs: nowMs,
  });
}

/** Comes when everybody else cannot. */
export function allRounder({ nowMs }: World): HumanAgent {
  const contact = { subject: "all", name: "All", email: "all@example.com" };
  const work = { skills, status: "online", maxCapacity: 20, currentLoad: 0, lastActiveAtMs: nowMs } as const;
  return { humanAgentId: "all", tenantId, ...contact, ...work, skills: [...skills] };
}
