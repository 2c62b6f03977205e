import { stepLogOf } from "../adapters/postgres/step-log.ts";
import type { StepLog } from "../contracts/step-log.ts";
import { database } from "./database.ts";

export const stepLog = (tenantId: string, runId: string, nodePath: string): StepLog =>
  stepLogOf(database(), tenantId, runId, nodePath);
