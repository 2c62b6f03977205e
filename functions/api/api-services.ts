import type { AgentDefinition } from "../../shared/contracts/agent.ts";
import type { Authenticator } from "../../shared/domain/access/authenticator.ts";
import type { RandomHex, Sha256Hex } from "../../shared/domain/access/ports.ts";
import type { RateLimiter } from "../../shared/domain/access/rate-limit.ts";
import type { ReadCounts } from "../../shared/domain/changes/shared-counts.ts";
import type { ConversationChecks } from "../../shared/domain/conversations/ports.ts";
import type { NotificationQueue } from "../../shared/domain/notifications/ports.ts";
import type { Sealing } from "../../shared/domain/secrets/ports.ts";
import type { Database } from "../../shared/domain/storage/ports.ts";
import type { Timers } from "../../shared/domain/tools/ports.ts";
import type { ToolRegistry } from "../../shared/domain/tools/tool-registry.ts";
import type { CommandSender, StateMachines, WorkflowCompiler } from "../../shared/domain/workflows/ports.ts";

export interface RegisteredAgent {
  definition: AgentDefinition;
  /** Models that its profile stands for in this deployment. */
  supportedModels: string[];
}

/** What the API works with; nothing in it is chosen by a request. */
export interface ApiServices {
  database: Database;
  authenticator: Authenticator;
  rateLimiter: RateLimiter;
  commands: CommandSender;
  checks: ConversationChecks;
  /** How much has changed in a tenant; asked by all who follow something. */
  changes: ReadCounts;
  compiler: WorkflowCompiler;
  stateMachines: Pick<StateMachines, "publish">;
  agents: () => RegisteredAgent[] | Promise<RegisteredAgent[]>;
  /** What `/ready` asks beside the database; a check that rejects says "not ready". */
  readiness: { name: string; check: () => Promise<void> }[];
  /** No request takes longer: a keyed one that has not ended by then may be tried again. */
  requestTimeoutMs: number;
  nowMs: () => number;
  /** 32 hexadecimal digits, random. */
  newId: () => string;
  randomHex: RandomHex;
  sha256Hex: Sha256Hex;
  /** Ends early when the signal is aborted. */
  sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Counts one occurrence, as a metric. */
  count: (name: string) => void;
  /** Seals what tenants entrust to us. */
  sealing: Sealing;
  /** Whether a tenant may have something posted to an address. @throws EgressRefusedError */
  vetUrl: (address: string) => URL;
  notificationQueue: NotificationQueue;
  /** Where links in notifications lead; null: there are none. */
  consoleUrl: string | null;
  /** What preconditions of decisions are fetched with. */
  tools: ToolRegistry;
  timers: Timers;
  log: {
    warn: (message: string, facts: Record<string, unknown>) => void;
    error: (message: string, facts: Record<string, unknown>) => void;
  };
}
