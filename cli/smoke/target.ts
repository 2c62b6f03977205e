import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import * as z from "zod";
import {
  developmentTenant,
  openDevIssuer,
  readHostFile,
  readSettings,
  startHost,
} from "../../local/index.ts";
import { UsageError } from "../usage-error.ts";

/** Where the test goes, and with which keys. */
export interface SmokeTarget {
  apiUrl: string;
  credential: string;
  /** Of whoever answers the human task. */
  personCredential: string;
  timeoutMs: number;
  close(): Promise<void>;
}

export const usage = `npm run smoke -- <environment | URL | local> [--key KEY] [--approver-key KEY] [--timeout-seconds 120]
  environment   its address is read from cdk.out/<environment>-outputs.json, which a deployment writes
  local         the host that runs on the data directory, or one that lives as long as the test
  Keys: --key or HIL_API_KEY (to run workflows; publishes the test's workflow at its first use), --approver-key or
  HIL_APPROVER_KEY (to answer; else the same key).`;

/** @throws UsageError */
export async function findTarget(args: string[]): Promise<SmokeTarget> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      key: { type: "string" },
      "approver-key": { type: "string" },
      "timeout-seconds": { type: "string", default: "120" },
    },
  });
  const [place, ...more] = positionals;
  if (place === undefined || more.length > 0) throw new UsageError("name one environment, a URL, or local");
  const timeoutMs = Number(values["timeout-seconds"]) * 1000;
  if (!(timeoutMs > 0)) throw new UsageError("--timeout-seconds takes a number above zero");
  if (place === "local") return { ...(await localTarget()), timeoutMs };
  const credential = values.key ?? process.env["HIL_API_KEY"];
  if (!credential) throw new UsageError("give a key: --key, or HIL_API_KEY");
  const personCredential = values["approver-key"] ?? process.env["HIL_APPROVER_KEY"] ?? credential;
  return { apiUrl: addressOf(place), credential, personCredential, timeoutMs, close: async () => undefined };
}

async function localTarget(): Promise<Omit<SmokeTarget, "timeoutMs">> {
  const settings = readSettings();
  const running = readHostFile(settings.dataDir);
  if (running) {
    const issuer = await openDevIssuer(settings.dataDir);
    const person = { subject: "smoke@example.com", roles: ["approver" as const] };
    const personCredential = await issuer.sign({ ...person, tenantId: developmentTenant, hours: 1 });
    return {
      apiUrl: running.api_url,
      credential: running.api_key,
      personCredential,
      close: async () => undefined,
    };
  }
  const host = await startHost({ ...settings, apiPort: 0, awsPort: 0 });
  const personCredential = await host.signIn({ subject: "smoke@example.com", roles: ["approver"] });
  return { apiUrl: host.apiUrl, credential: host.apiKey, personCredential, close: () => host.close() };
}

function addressOf(place: string): string {
  if (/^https?:\/\//.test(place)) return place.replace(/\/(api\/v1\/?)?$/, "");
  return addressFromOutputs(place, `cdk.out/${place}-outputs.json`);
}

const outputsSchema = z.record(z.string(), z.record(z.string(), z.string()));

/** The console's address if there is one, since CloudFront is the front door; else the API's own. */
export function addressFromOutputs(environment: string, file: string): string {
  const outputs = Object.values(outputsSchema.parse(JSON.parse(readOutputs(environment, file))));
  const all = Object.assign({}, ...outputs) as Record<string, string>;
  const address = all["address"] ?? all["url"];
  if (address === undefined) throw new UsageError(`${file} names no address; give the URL instead`);
  return address.replace(/\/$/, "");
}

function readOutputs(environment: string, file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    const advice = `deploy it from here first, or give its URL`;
    throw new UsageError(`${file} is not there: ${advice} (is "${environment}" an environment?)`);
  }
}
