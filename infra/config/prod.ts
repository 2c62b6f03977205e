import type { EnvironmentConfig } from "./environment-config.ts";

export const prod: EnvironmentConfig = {
  environment: "prod",
  posture: "production",
  account: "333333333333",
  region: "eu-west-1",
  availabilityZones: ["eu-west-1a", "eu-west-1b", "eu-west-1c"],
  domain: {
    name: "desk.example.com",
    certificateArn: "arn:aws:acm:us-east-1:333333333333:certificate/00000000-0000-0000-0000-000000000000",
  },
  identity: null,
  models: { provider: "openai" },
  mail: null,
  alarmEmail: "operators@example.com",
  monthlyBudgetUsd: 1000,
  database: { engineVersion: "18.3" },
  reservedConcurrency: {},
  codeAgents: null,
  tenantId: "main",
};
