import type { EnvironmentConfig } from "./environment-config.ts";

/** An emulator of AWS on this machine. Account and region are those that emulators have unless told otherwise. */
export const emulator: EnvironmentConfig = {
  environment: "emulator",
  posture: "development",
  account: "000000000000",
  region: "us-east-1",
  availabilityZones: ["us-east-1a", "us-east-1b"],
  domain: null,
  identity: null,
  models: { provider: "openai" },
  mail: null,
  alarmEmail: null,
  monthlyBudgetUsd: 0,
  database: { engineVersion: "18.3" },
  reservedConcurrency: {},
  codeAgents: null,
  tenantId: "main",
};
