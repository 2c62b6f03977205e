import type { Topology } from "../../shared/contracts/topology.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { deploymentOf } from "../config/read-config.ts";
import { databaseSleeps, type Posture, postures } from "../config/postures.ts";
import { deadLetterQueues, standingSchedules } from "../dead-letters.ts";
import { standingSecrets } from "../standing-secrets.ts";

/** What stands in an environment whether or not anybody uses it: everything that is billed by being there. */
export interface Inventory {
  natGateways: number;
  databaseInstances: number;
  /** Capacity units that one instance never goes below; 0: it sleeps after `databasePauseMinutes`. */
  databaseMinimum: number;
  databasePauseMinutes: number;
  secrets: number;
  encryptionKeys: number;
  /** Of alarms together: an alarm over an expression is billed for each metric in it. */
  alarmMetrics: number;
  dashboards: number;
  /** On them; a dashboard with more than fifty is never free. */
  dashboardMetrics: number;
  /** Lambda asks each of them for messages all day. */
  polledQueues: number;
  /** A web ACL with so many rules; null: no firewall. */
  firewallRules: number | null;
  /** Network cards of interface endpoints; only code agents need any. */
  endpointCards: number;
  scheduledCallsPerMonth: number;
  logRetentionMonths: number;
  backupMonths: number;
  functionMemoryMb: Record<string, number>;
}

const hoursPerMonth = 730;
const daysPerMonth = hoursPerMonth / 24;
/** Images (two), logs and the broker's private API. */
const sandboxEndpoints = 4;

export function inventoryOf(config: EnvironmentConfig, topology: Topology): Inventory {
  const posture = postures[config.posture];
  const zones = posture.natGateways === "one" ? 1 : config.availabilityZones.length;
  const { min, autoPauseMinutes } = posture.databaseCapacity;
  const schedules = Object.values(standingSchedules(topology, min === 0));
  return {
    natGateways: zones,
    databaseInstances: posture.databaseReader ? 2 : 1,
    databaseMinimum: min,
    databasePauseMinutes: autoPauseMinutes,
    secrets: Object.keys(standingSecrets(topology, deploymentOf(config))).length,
    encryptionKeys: 1,
    alarmMetrics: alarmMetrics(topology, posture),
    dashboards: 1,
    dashboardMetrics: dashboardMetrics(topology),
    polledQueues: Object.keys(topology.queues).length,
    firewallRules: posture.firewall ? firewallRules : null,
    endpointCards: config.codeAgents === null ? 0 : sandboxEndpoints * zones,
    scheduledCallsPerMonth: schedules.reduce(
      (calls, { everySeconds }) => calls + (hoursPerMonth * 3600) / everySeconds,
      0,
    ),
    logRetentionMonths: posture.logRetentionDays / daysPerMonth,
    backupMonths: posture.backupDays / daysPerMonth,
    functionMemoryMb: Object.fromEntries(
      Object.entries(topology.functions).map(([name, { memoryMb }]) => [name, memoryMb]),
    ),
  };
}

/** Rate by address, and AWS's managed groups: common attacks, known bad input, reputation. */
const firewallRules = 4;
/** Throttles; where somebody is told, two of the API and three of the database too. */
const sharedAlarms = ({ alarmsNotify }: Posture) => (alarmsNotify ? 6 : 1);

/** Failures of each function and state machine, beside what they are a share of where that is asked; each dead-letter queue. */
function alarmMetrics(topology: Topology, posture: Posture): number {
  const { functions, stateMachines } = topology;
  const watched = Object.keys(functions).length + Object.keys(stateMachines).length;
  const each = posture.failuresAs === "share" ? 2 : 1;
  return each * watched + deadLetterQueues(topology, databaseSleeps(posture)).length + sharedAlarms(posture);
}

/** Beside those of state machines and queues: three of the API, three of the functions together, two of the database. */
const sharedGraphs = 8;

function dashboardMetrics({ stateMachines, queues }: Topology): number {
  return 3 * Object.keys(stateMachines).length + Object.keys(queues).length + sharedGraphs;
}
