import type { EnvironmentConfig } from "./environment-config.ts";

export const dev: EnvironmentConfig = {
  environment: "dev",
  posture: "development",
  account: "111111111111",
  region: "us-east-1",
  availabilityZones: ["us-east-1a", "us-east-1b"],
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
