import { mkdirSync } from "node:fs";
import { topology } from "../infra/topology.ts";
import type { Role } from "../shared/contracts/principal.ts";
import { sendUnsent } from "../shared/domain/workflows/outbox.ts";
import { nowMs } from "../shared/services/clock.ts";
import { commandSender } from "../shared/services/command-sender.ts";
import { database as openDatabase } from "../shared/services/database.ts";
import { type ApiServer, startApiServer } from "./api-server.ts";
import type { Reach } from "./aws/crash-points.ts";
import { type AwsEndpoint, startAwsEndpoint } from "./aws/endpoint.ts";
import type { Decision, Policies } from "./aws/iam/authorizer.ts";
import type { InvokeFunction } from "./aws/lambda/function-runner.ts";
import type { Scheduler } from "./aws/scheduler.ts";
import { asOperator, nameCallers } from "./callers.ts";
import { createSignIn, demoPerson } from "./console/sign-in.ts";
import { deployMachines } from "./deploy-machines.ts";
import { openDevApiKey } from "./dev-api-key.ts";
import { type DevIssuer, openDevIssuer } from "./dev-issuer.ts";
import { startDemoShop } from "./demo-shop/start-demo-shop.ts";
import { developmentTenant, functionEnvironment } from "./environment.ts";
import { freePort } from "./free-port.ts";
import { removeHostFile, writeHostFile } from "./host-file.ts";
import { openHostLog } from "./host-log.ts";
import { invokeFunction } from "./invoke-function.ts";
import { localSecrets } from "./local-secrets.ts";
import { provideModel } from "./provide-model.ts";
import { type Published, publishWorkflows } from "./publish-workflows.ts";
import { localDeployment, rolePolicies } from "./role-policies.ts";
import type { HostSettings } from "./settings.ts";

export interface HostOptions extends HostSettings {
  /** Told at every crash point; chaos tests end the process there. */
  reach?: Reach;
  /** What roles may do, instead of what the topology gives them. */
  policies?: Policies;
  /** Hears what was asked of the policies, and what they said. */
  onDecision?: (decision: Decision) => void;
  /** Calls functions in another way than in this process. */
  invokeFunction?: InvokeFunction;
  /** A clock and timers for queues, waits and schedules; the machine's own without one. */
  scheduler?: Scheduler;
}

export interface Host {
  apiUrl: string;
  awsUrl: string;
  /** A development key with every scope. */
  apiKey: string;
  /** Where models come from, in words. */
  model: string;
  /** What the start made of the shipped workflows. */
  published: Published;
  /** Compiles and publishes the workflows in the workflows folder as they are now. */
  publishWorkflows(): Promise<Published>;
  /** A token of the development issuer. */
  signIn(person: { subject: string; roles: Role[] }): Promise<string>;
  /** An address of the console that signs somebody in, once; without a person Maria, to whom everything is open. */
  consoleAddress(person?: { subject: string; roles: Role[] }): string;
  close(): Promise<void>;
}

/**
 * Starts everything on 127.0.0.1, with all state below `dataDir`. A host that was killed goes on where it was.
 * @throws DataDirectoryInUseError when another process has the data directory
 */
export async function startHost(options: HostOptions): Promise<Host> {
  const { dataDir } = options;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const closers: (() => Promise<void> | void)[] = [];
  const close = async () => {
    for (const closer of closers.reverse().splice(0)) await closer();
  };
  try {
    const log = openHostLog(dataDir);
    closers.push(log.close);
    const [apiPort, awsPort] = [await freePort(options.apiPort), await freePort(options.awsPort)];
    const apiUrl = `http://127.0.0.1:${apiPort}`;
    const endpoint = await startEndpoint(options, awsPort, log.write);
    closers.push(() => endpoint.close());
    closers.push(nameCallers(endpoint.url));
    const shop = await startDemoShop({ port: 0, dataDir });
    closers.push(() => shop.close());
    const model = await provideModel();
    closers.push(model.close);
    Object.assign(
      process.env,
      functionEnvironment({ apiUrl, awsUrl: endpoint.url, demoShopUrl: shop.url }),
      model.environment,
    );
    const database = openDatabase();
    closers.push(() => database.close());
    const apiKey = await asOperator(() => openDevApiKey(dataDir, database));
    const issuer = await openDevIssuer(dataDir);
    const consoleSignIn = createSignIn({ database, sign: issuer.sign });
    const api = await startApiServer({ port: apiPort, issuer, signIn: consoleSignIn });
    closers.push(() => api.close());
    const publish = () => asOperator(() => publishWorkflows(database));
    await asOperator(deployMachines);
    const published = await publish();
    endpoint.resume();
    await asOperator(() => sendUnsent({ database, commands: commandSender(), nowMs }));
    announce(dataDir, { api, endpoint, apiKey, model: model.name });
    closers.push(() => removeHostFile(dataDir));
    return {
      apiUrl: api.url,
      awsUrl: endpoint.url,
      apiKey,
      model: model.name,
      published,
      publishWorkflows: publish,
      signIn: (person) => signIn(issuer, person),
      consoleAddress: (person = demoPerson) => `${api.url}/#sign-in=${consoleSignIn.codeFor(person)}`,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startEndpoint(
  options: HostOptions,
  port: number,
  log: (message: string) => void,
): Promise<AwsEndpoint> {
  return startAwsEndpoint({
    port,
    dataDir: options.dataDir,
    topology,
    secrets: localSecrets(process.env, options.dataDir),
    invokeFunction: options.invokeFunction ?? invokeFunction,
    log,
    onFatal: () => process.exit(1),
    policies: options.policies ?? rolePolicies(topology, localDeployment),
    ...(options.onDecision ? { onDecision: options.onDecision } : {}),
    ...(options.reach ? { reach: options.reach } : {}),
    ...(options.scheduler ? { scheduler: options.scheduler } : {}),
  });
}

function announce(
  dataDir: string,
  host: { api: ApiServer; endpoint: AwsEndpoint; apiKey: string; model: string },
): void {
  writeHostFile(dataDir, {
    pid: process.pid,
    api_url: host.api.url,
    aws_endpoint_url: host.endpoint.url,
    api_key: host.apiKey,
    model: host.model,
    started_at: new Date().toISOString(),
  });
}

function signIn(issuer: DevIssuer, person: { subject: string; roles: Role[] }): Promise<string> {
  return issuer.sign({ ...person, tenantId: developmentTenant, hours: 8 });
}
