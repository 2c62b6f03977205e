import { type Assumptions } from "./assumptions.ts";
import type { Inventory } from "./inventory.ts";
import type { Use } from "./line.ts";
import { daysPerMonth, type MonthlyLoad } from "./load.ts";
import { modelCallsOf } from "./models.ts";

const hours = 730;
const million = 1e6;
const kbPerGb = 1024 * 1024;
/** Lambda keeps five long polls of twenty seconds open at each queue. */
const pollsPerQueue = (5 * hours * 3600) / 20;
/** The least that a database instance which is awake has. */
const awakeMinimum = 0.5;
/** What an empty environment stores: schema, bundles, consoles, flow logs of nothing. */
const idleDatabaseGb = 1;
const idleBucketGb = 0.2;
const idleLogGb = 0.05;
const freeDashboardMetrics = 50;
const sandbox = { cpus: 0.5, memoryGb: 1, imageGb: 0.5 };

/** What AWS bills an environment for in a month, in the order in which one reads it. */
export function infrastructureUses(inventory: Inventory, load: MonthlyLoad, assumptions: Assumptions): Use[] {
  return [
    ...networkUses(inventory, load, assumptions),
    ...databaseUses(inventory, load, assumptions),
    ...computeUses(inventory, load, assumptions),
    ...messagingUses(inventory, load),
    ...edgeUses(inventory, load, assumptions),
    ...storeUses(inventory, load),
    ...observationUses(inventory, load, assumptions),
    ...sandboxUses(inventory, load, assumptions),
  ];
}

function networkUses(inventory: Inventory, load: MonthlyLoad, assumptions: Assumptions): Use[] {
  const modelKb = modelCallsOf(load.agents, assumptions) * assumptions.natKbPerModelCall;
  const natGb = (modelKb + invocationsOf(load) * assumptions.natKbPerInvocation) / kbPerGb;
  return [
    ["natHour", `${inventory.natGateways} NAT gateway(s), all month`, inventory.natGateways * hours],
    ["publicAddressHour", "their public addresses", inventory.natGateways * hours],
    ["natGb", "traffic through NAT", natGb],
    ["transferOutGb", "what of it leaves for the internet", natGb / 2],
    ["endpointHour", "interface endpoints of the sandbox", inventory.endpointCards * hours],
  ];
}

function databaseUses(inventory: Inventory, load: MonthlyLoad, assumptions: Assumptions): Use[] {
  const { databaseInstances, databaseMinimum } = inventory;
  const standing = Math.max(databaseMinimum, awakeMinimum) * databaseInstances;
  const working = (load.runs * assumptions.databaseAcuSecondsPerRun) / 3600;
  const gb =
    idleDatabaseGb + (load.runs * assumptions.databaseKbPerRun * assumptions.retentionMonths) / kbPerGb;
  return [
    [
      "auroraCapacityHour",
      "database awake, at its least",
      standing * awakeHours(inventory, load, assumptions),
    ],
    ["auroraCapacityHour", "database at work", working],
    ["auroraStorageGb", "tables and indexes", gb],
    // A day of backups as large as the database is free.
    ["auroraBackupGb", "backups", gb * Math.max(0, inventory.backupMonths - 1 / daysPerMonth)],
    ["auroraIo", "reads and writes of its storage", (load.runs * assumptions.databaseIoPerRun) / million],
  ];
}

/**
 * Hours of the month in which the database is awake. It sleeps once nothing came for the pause, so with arrivals at
 * random at a rate r it is awake for 1 - e^(-r * pause) of the time.
 */
export function awakeHours(inventory: Inventory, load: MonthlyLoad, assumptions: Assumptions): number {
  if (inventory.databaseMinimum > 0) return hours;
  const activeHours = (hours * assumptions.activeHoursPerDay) / 24;
  if (activeHours === 0) return 0;
  // A run asks at its start and when it is checked a minute later; a person comes at a time of their own.
  const arrivalsPerMinute = (load.runs + load.humanTasks) / (activeHours * 60);
  return activeHours * (1 - Math.exp(-arrivalsPerMinute * (inventory.databasePauseMinutes + 1)));
}

function computeUses(inventory: Inventory, load: MonthlyLoad, assumptions: Assumptions): Use[] {
  const functions = Object.entries(load.functions);
  const cold = assumptions.coldStartShare * assumptions.coldStartMs;
  const gbSeconds = functions.map(([name, { invocations, billedMs }]) => {
    const gb = (inventory.functionMemoryMb[name] ?? 512) / 1024;
    return ((billedMs + invocations * cold) / 1000) * gb;
  });
  return [
    ["lambdaRequest", "invocations", invocationsOf(load) / million],
    ["lambdaGbSecond", "time of functions", sum(gbSeconds)],
    ["stateTransition", "states entered", load.transitions / 1000],
  ];
}

function messagingUses(inventory: Inventory, load: MonthlyLoad): Use[] {
  return [
    ["queueRequest", "Lambda asking queues for work", (inventory.polledQueues * pollsPerQueue) / million],
    ["queueRequest", "messages sent, received, deleted", (load.queueMessages * 3) / million],
    ["schedule", "schedules", inventory.scheduledCallsPerMonth / million],
  ];
}

function edgeUses(inventory: Inventory, load: MonthlyLoad, assumptions: Assumptions): Use[] {
  const requests = load.apiRequests;
  const firewall: Use[] =
    inventory.firewallRules === null
      ? []
      : [
          ["firewallAcl", "web ACL before the API", 1],
          ["firewallRule", "its rules", inventory.firewallRules],
          ["firewallRequest", "requests looked at", requests / million],
        ];
  return [
    ["apiRequest", "HTTP requests", requests / million],
    ["edgeRequest", "the same through CloudFront", requests / 10_000],
    ["edgeGb", "answers to callers", (requests * assumptions.responseKb) / kbPerGb],
    ...firewall,
  ];
}

function storeUses(inventory: Inventory, load: MonthlyLoad): Use[] {
  const environments = invocationsOf(load) / 20;
  return [
    ["tableWrite", "rate limits: one update a request", load.apiRequests / million],
    ["tableWrite", "counts of changes: one update a commit", load.changes / million],
    // Half a unit each: a late answer is as good.
    ["tableRead", "who follows, looking at them once a second", load.streamSeconds / 2 / million],
    ["bucketGb", "bundles, console, documents", idleBucketGb],
    ["secret", "secrets", inventory.secrets],
    ["secretRead", "secrets read by new environments", environments / 10_000],
    ["encryptionKey", "the environment's own key", inventory.encryptionKeys],
    ["encryptionCall", "decryptions", environments / 10_000],
  ];
}

function observationUses(inventory: Inventory, load: MonthlyLoad, assumptions: Assumptions): Use[] {
  const gb = idleLogGb + (invocationsOf(load) * assumptions.logKbPerInvocation) / kbPerGb;
  return [
    ["alarm", "metrics that alarms look at", inventory.alarmMetrics],
    [
      inventory.dashboardMetrics > freeDashboardMetrics ? "largeDashboard" : "dashboard",
      "dashboards",
      inventory.dashboards,
    ],
    ["logGb", "logs written", gb],
    ["logStorageGb", "logs kept", gb * inventory.logRetentionMonths],
    ["trace", "traces", (load.apiRequests * assumptions.tracedShare) / million],
  ];
}

function sandboxUses({ endpointCards }: Inventory, load: MonthlyLoad, assumptions: Assumptions): Use[] {
  if (endpointCards === 0) return [];
  const programs = sum(load.agents.filter(({ type }) => type === "code").map(({ perRun }) => perRun));
  const programHours = (programs * assumptions.sandboxSeconds) / 3600;
  return [
    ["sandboxCpuHour", "processors of sandboxes", programHours * sandbox.cpus],
    ["sandboxGbHour", "memory of sandboxes", programHours * sandbox.memoryGb],
    ["imageGb", "the sandbox's image", sandbox.imageGb],
  ];
}

function invocationsOf({ functions }: MonthlyLoad): number {
  return sum(Object.values(functions).map(({ invocations }) => invocations));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
