import type { EnvironmentConfig } from "./environment-config.ts";

export const dev: EnvironmentConfig = {
  environment: "dev",
  posture: "development",
  account: "111111111111",
  region: "eu-west-1",
  availabilityZones: ["eu-west-1a", "eu-west-1b"],
  domain: null,
  identity: null,
  models: { provider: "openai" },
  mail: null,
  alarmEmail: null,
  monthlyBudgetUsd: 60,
  database: { engineVersion: "18.3" },
  reservedConcurrency: {},
  codeAgents: null,
  tenantId: "main",
};
