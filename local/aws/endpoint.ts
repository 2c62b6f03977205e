import { randomUUID } from "node:crypto";
import type { Topology } from "../../shared/contracts/topology.ts";
import type { Reach } from "./crash-points.ts";
import { openTables, type Tables } from "./dynamodb/open-tables.ts";
import { EventBus } from "./event-bridge/event-bus.ts";
import { createEventBridgeService } from "./event-bridge/event-bridge-service.ts";
import { startHttpServer, stopHttpServer, type HttpHandler } from "./http/http-server.ts";
import { handleJsonRequest } from "./http/json-handler.ts";
import { Authorizer, type Decision, type Policies } from "./iam/authorizer.ts";
import { LOCAL_IDENTITY, type Identity } from "./identity.ts";
import { Journal, type JournalFailedError } from "./journal/journal.ts";
import { AsyncInvocations } from "./lambda/async-invocations.ts";
import { FunctionRunner, type InvokeFunction } from "./lambda/function-runner.ts";
import { handleInvoke } from "./lambda/invoke.ts";
import { systemScheduler, type Scheduler } from "./scheduler.ts";
import { Schedules } from "./schedules/schedules.ts";
import { createSecretsManagerService } from "./secrets-manager/secrets-manager-service.ts";
import { QueueConsumer } from "./sqs/queue-consumer.ts";
import { queueBehaviours, Queues } from "./sqs/queues.ts";
import { createSqsService, queueUrl } from "./sqs/sqs-service.ts";
import type { Engine } from "./step-functions/engine.ts";
import { interpreterEngine } from "./step-functions/interpreter-engine.ts";
import { StepFunctions } from "./step-functions/step-functions.ts";
import { checkTopology } from "./topology-check.ts";

export interface AwsEndpointOptions {
  /** 0 takes any free port. */
  port: number;
  /** Holds the journal; one process at a time. */
  dataDir: string;
  topology: Topology;
  invokeFunction: InvokeFunction;
  scheduler?: Scheduler;
  random?: () => number;
  uuid?: () => string;
  identity?: Identity;
  /** Text of each secret by its name; kept in memory only. */
  secrets?: Readonly<Record<string, string>>;
  /** What roles may do; without it every caller may do everything. */
  policies?: Policies;
  /** Hears what was asked of the policies, and what they said. */
  onDecision?: (decision: Decision) => void;
  /** Told at every crash point; chaos tests kill the process there. */
  reach?: Reach;
  /** Hears of what nobody waits for: failed deliveries, internal errors. */
  log?: (message: string) => void;
  /** The journal cannot be written any more: the host has to end, and to be started again. */
  onFatal?: (error: JournalFailedError) => void;
}

export interface AwsEndpoint {
  /** For `AWS_ENDPOINT_URL`. */
  url: string;
  port: number;
  queueUrl(name: string): string;
  /**
   * Goes on with what the journal has: executions, timers, messages, schedules. Until then requests are answered and
   * stored, but no function is called; call it once functions can run.
   */
  resume(): void;
  /** Stops answering and lets the data directory go. What is under way is taken up at the next start. */
  close(): Promise<void>;
}

/**
 * Starts the loopback AWS endpoint: Step Functions, SQS, EventBridge, schedules, DynamoDB, Secrets Manager and Lambda's
 * Invoke, on 127.0.0.1.
 * @throws DataDirectoryInUseError, JournalUnusableError, TopologyError
 */
export async function startAwsEndpoint(options: AwsEndpointOptions): Promise<AwsEndpoint> {
  const { topology } = options;
  checkTopology(topology);
  const identity = options.identity ?? LOCAL_IDENTITY;
  const scheduler = options.scheduler ?? systemScheduler;
  const uuid = options.uuid ?? randomUUID;
  const random = options.random ?? Math.random;
  const reach = options.reach ?? (() => undefined);
  const log = options.log ?? (() => undefined);
  const onFailure = (error: JournalFailedError) => {
    log(error.message);
    options.onFatal?.(error);
  };
  const journal = new Journal({ dataDir: options.dataDir, reach, onFailure });
  const { policies, onDecision } = options;
  const authorizer = new Authorizer({ identity, policies, onDecision, log });
  const base = { identity, scheduler, uuid, random, reach, log, journal, topology, authorizer };
  let url = "";
  let resumed = false;
  let tables: Tables | null = null;
  try {
    tables = await openTables({ ...base, dataDir: options.dataDir });
    const services = createServices({
      ...base,
      tables,
      secrets: options.secrets ?? {},
      engine: interpreterEngine,
      invokeFunction: options.invokeFunction,
      url: () => url,
    });
    const onError = (error: unknown) =>
      log(error instanceof Error ? (error.stack ?? error.message) : String(error));
    const committed = () => journal.committed();
    const { server, port } = await startHttpServer({
      ...base,
      port: options.port,
      handle: services.handle,
      committed,
      onError,
    });
    url = `http://127.0.0.1:${port}`;
    return {
      url,
      port,
      queueUrl: (name) => queueUrl({ identity, url: () => url }, name),
      resume() {
        if (!resumed) services.background.forEach((part) => part.resume());
        resumed = true;
      },
      async close() {
        services.background.forEach((part) => part.stop());
        await stopHttpServer(server);
        await tables?.close();
        journal.close();
      },
    };
  } catch (error) {
    await tables?.close();
    journal.close();
    throw error;
  }
}

interface ServicesOptions {
  identity: Identity;
  scheduler: Scheduler;
  journal: Journal;
  topology: Topology;
  tables: Tables | null;
  secrets: Readonly<Record<string, string>>;
  engine: Engine;
  invokeFunction: InvokeFunction;
  authorizer: Authorizer;
  random: () => number;
  uuid: () => string;
  reach: Reach;
  log: (message: string) => void;
  url: () => string;
}

interface Background {
  resume(): void;
  stop(): void;
}

/** All services over one journal. */
function createServices(options: ServicesOptions): { handle: HttpHandler; background: Background[] } {
  const { topology, journal, scheduler, uuid } = options;
  const rulesWithFunctions = Object.entries(topology.rules).filter(([, { target }]) => "function" in target);
  const behaviours = queueBehaviours(
    topology.queues,
    rulesWithFunctions.map(([name]) => name),
  );
  const queues = new Queues({ journal, scheduler, behaviours, uuid });
  const runner = new FunctionRunner({ ...options, functions: topology.functions });
  const sendToQueue = (queue: string, body: string) => void queues.send(queue, body);
  const asyncInvocations = new AsyncInvocations({ ...options, runner, sendToQueue });
  const bus = new EventBus({ ...options, rules: topology.rules, queues, asyncInvocations });
  const events = { bus, buses: new Set(["default", ...Object.keys(topology.buses)]) };
  const stepFunctions = new StepFunctions({ ...options, runner, asyncInvocations, queues, events });
  const consumers = Object.entries(topology.queues).map(
    ([queue, spec]) => new QueueConsumer({ ...options, queue, spec, queues, runner }),
  );
  const schedules = new Schedules({ ...options, schedules: topology.schedules, runner });
  const jsonServices = [
    stepFunctions.service,
    createSqsService({ ...options, queues }),
    createEventBridgeService(options.identity, events),
    createSecretsManagerService({ ...options, startedAtMs: scheduler.nowMs() }),
    ...(options.tables ? [options.tables.service] : []),
  ];
  return {
    background: [stepFunctions, asyncInvocations, ...consumers, schedules],
    handle: async (request, requestId, signal) =>
      (await handleInvoke({ ...options, runner, asyncInvocations }, request, requestId)) ??
      handleJsonRequest({ ...options, services: jsonServices }, request, requestId, signal),
  };
}
