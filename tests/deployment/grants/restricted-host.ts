import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { topology } from "../../../infra/topology.ts";
import type { Decision } from "../../../local/aws/iam/authorizer.ts";
import { evaluate } from "../../../local/aws/iam/evaluate.ts";
import { type Host, startHost } from "../../../local/host.ts";
import { invokeFunction } from "../../../local/invoke-function.ts";
import { startModelServer } from "../../../local/model/start-model-server.ts";
import { localDeployment, rolePolicies } from "../../../local/role-policies.ts";
import type { Json } from "../../../shared/contracts/json.ts";
import { forgetSettings } from "../../support/clean-environment.ts";
import { Client } from "../../support/client.ts";
import { until } from "../../support/until.ts";
import { nobodysOrigin } from "./nobodys-origin.ts";
import type { Grant } from "./grants-of.ts";

const everything = rolePolicies(topology, localDeployment);

const refusalMs = 30_000;

/** A host in this process whose grants can be taken away while it runs. */
export interface RestrictedHost {
  host: Host;
  client: Client;
  /** All that was decided since the start. */
  decisions: Decision[];
  /** The last event of each function that was called by a queue, a rule or a state machine. */
  events: Map<string, Json>;
  /** Does something while a grant is missing. */
  without<T>(grant: Pick<Grant, "remove">, work: () => Promise<T>): Promise<T>;
  /** Waits until a role was refused, from decision number `since` on, what only a missing grant can have refused. */
  refused(grant: Grant, since: number): Promise<Decision>;
  /** What stands in the host's log. */
  log(): string;
  close(): Promise<void>;
}

/**
 * Starts a host with a model provider that wants a key (the offline model's server, spoken to as a provider), and with
 * secrets that are not kept, so that every use of a key asks for it again.
 */
export async function startRestrictedHost(): Promise<RestrictedHost> {
  forgetSettings();
  const dataDir = mkdtempSync(join(tmpdir(), "hil-grants-"));
  const models = await startModelServer({ port: 0, mode: "offline" });
  process.env["OPENAI_BASE_URL"] = models.openaiBaseUrl;
  process.env["OPENAI_API_KEY"] = "key-of-the-grants-suite";
  process.env["HIL_EGRESS_ALLOWED_ORIGINS"] = nobodysOrigin;
  process.env["HIL_SECRETS_SECONDS"] = "0";
  // What is refused here on purpose is nobody's business.
  process.env["POWERTOOLS_LOG_LEVEL"] = "SILENT";
  process.env["POWERTOOLS_METRICS_DISABLED"] = "true";
  const decisions: Decision[] = [];
  const events = new Map<string, Json>();
  const removed: Pick<Grant, "remove">[] = [];
  let policies = everything;
  const restrict = () => {
    policies = rolePolicies(
      removed.reduce((left, { remove }) => remove(left), topology),
      localDeployment,
    );
  };
  const host = await startHost({
    dataDir,
    apiPort: 0,
    awsPort: 0,
    policies: (role) => policies(role),
    onDecision: (decision) => void decisions.push(decision),
    invokeFunction: (name, payload) => {
      events.set(name, payload);
      return invokeFunction(name, payload);
    },
  });
  return {
    host,
    client: new Client({ api_url: host.apiUrl, api_key: host.apiKey }),
    decisions,
    events,
    async without(grant, work) {
      removed.push(grant);
      restrict();
      try {
        return await work();
      } finally {
        removed.splice(removed.indexOf(grant), 1);
        restrict();
      }
    },
    refused: (grant, since) =>
      until(() => decisions.slice(since).find((decision) => isRefusalOf(grant, decision)), refusalMs),
    log: () => readFileSync(join(dataDir, "host.log"), "utf8"),
    async close() {
      await host.close();
      await models.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Whether a role was refused what it may do with all grants. */
export function isRefusalOf({ role }: Pick<Grant, "role">, { caller, need, verdict }: Decision): boolean {
  if (verdict === "allowed" || caller.kind !== "role" || caller.role !== role) return false;
  return evaluate(everything(role) ?? [], need) === "allowed";
}
