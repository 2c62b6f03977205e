import type { Topology } from "../../shared/contracts/topology.ts";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { postures } from "../config/postures.ts";
import { deadLetterQueues, standingSchedules } from "../dead-letters.ts";

/** What stands in an environment whether or not anybody uses it: everything that is billed by being there. */
export interface Inventory {
  natGateways: number;
  databaseInstances: number;
  /** Capacity units that one instance never goes below; 0: it sleeps after `databasePauseMinutes`. */
  databaseMinimum: number;
  databasePauseMinutes: number;
  secrets: number;
  encryptionKeys: number;
  alarms: number;
  dashboards: number;
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
    secrets: Object.keys(topology.secrets).length,
    encryptionKeys: 1,
    alarms: alarmCount(topology, min === 0),
    dashboards: 1,
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
/** Of the API, the database and the state machines together. */
const sharedAlarms = 6;

/** One for each function and each dead-letter queue, and those of what all share. */
function alarmCount(topology: Topology, databaseSleeps: boolean): number {
  const functions = Object.keys(topology.functions).length;
  return functions + deadLetterQueues(topology, databaseSleeps).length + sharedAlarms;
}
