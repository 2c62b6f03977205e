import type { EnvironmentConfig } from "./environment-config.ts";

export const staging: EnvironmentConfig = {
  environment: "staging",
  posture: "staging",
  account: "222222222222",
  region: "eu-west-1",
  availabilityZones: ["eu-west-1a", "eu-west-1b"],
  domain: null,
  identity: null,
  models: { provider: "openai" },
  mail: null,
  alarmEmail: "operators@example.com",
  monthlyBudgetUsd: 150,
  database: { engineVersion: "18.3" },
  reservedConcurrency: {},
  codeAgents: null,
  tenantId: "main",
};
