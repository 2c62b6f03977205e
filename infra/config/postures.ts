export const postureNames = ["development", "staging", "production"] as const;
export type PostureName = (typeof postureNames)[number];

/** How an environment behaves. Everything that differs between environments beside names is in this table. */
export interface Posture {
  /** What becomes of data when its stack is deleted. */
  removal: "destroy" | "snapshot" | "retain";
  natGateways: "one" | "one-per-zone";
  /** Aurora capacity units; at a minimum of 0 the database sleeps after `autoPauseMinutes`. */
  databaseCapacity: { min: number; max: number; autoPauseMinutes: number };
  /** One more instance in another zone, that takes over. */
  databaseReader: boolean;
  backupDays: number;
  logRetentionDays: number;
  /** How traffic moves to a new version, and what sends it back. */
  release: "all-at-once" | "canary-10-percent-5-minutes" | "canary-10-percent-15-minutes";
  /** A web application firewall before the API. */
  firewall: boolean;
  requestsPerMinutePerKey: number;
  /** Failures as a share of calls, or counted: an alarm is billed for each metric that it looks at. */
  failuresAs: "share" | "count";
  /** True: an alarm is mailed; false: it stands in the console only. */
  alarmsNotify: boolean;
}

/** True: the database stops when nobody asks it, so nothing may ask it on a schedule. */
export function databaseSleeps({ databaseCapacity }: Posture): boolean {
  return databaseCapacity.min === 0;
}

export const postures: Record<PostureName, Posture> = {
  development: {
    removal: "destroy",
    natGateways: "one",
    databaseCapacity: { min: 0, max: 2, autoPauseMinutes: 10 },
    databaseReader: false,
    backupDays: 1,
    logRetentionDays: 7,
    release: "all-at-once",
    firewall: false,
    requestsPerMinutePerKey: 100,
    failuresAs: "count",
    alarmsNotify: false,
  },
  staging: {
    removal: "snapshot",
    natGateways: "one",
    databaseCapacity: { min: 0, max: 4, autoPauseMinutes: 30 },
    databaseReader: false,
    backupDays: 7,
    logRetentionDays: 30,
    release: "canary-10-percent-5-minutes",
    firewall: true,
    requestsPerMinutePerKey: 100,
    failuresAs: "share",
    alarmsNotify: true,
  },
  production: {
    removal: "retain",
    natGateways: "one-per-zone",
    databaseCapacity: { min: 0.5, max: 16, autoPauseMinutes: 0 },
    databaseReader: true,
    backupDays: 35,
    logRetentionDays: 365,
    release: "canary-10-percent-15-minutes",
    firewall: true,
    requestsPerMinutePerKey: 100,
    failuresAs: "share",
    alarmsNotify: true,
  },
};
