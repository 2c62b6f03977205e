import { EventEmitter, once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Bundle, bundleFunctions } from "../../infra/bundle/bundle-functions.ts";
import { type Host, startHost } from "../../local/host.ts";
import type { Json } from "../../shared/contracts/json.ts";
import { callFreshFunction, type FreshAnswer } from "./call-fresh-function.ts";
import { Client } from "./client.ts";
import { functionEnvironment } from "./function-environment.ts";
import { startGateway } from "./gateway.ts";

/** An embedded host whose functions, the API too, are their bundles, each call in a process of its own. */
export interface BundledHost {
  host: Host;
  bundles: Bundle[];
  /** To the API's bundle, through a gateway. */
  client: Client;
  /** To the host's own API: looks on while functions work. */
  onlooker: Client;
  /** Names of the functions that have answered an event. */
  answered: ReadonlySet<string>;
  /** Sends a function an event. */
  call(functionName: string, event: Json): Promise<Json>;
  /** Resolves with the function's next answer. @throws Error after a minute without one */
  nextAnswer(functionName: string): Promise<void>;
  close(): Promise<void>;
}

/** Stands around each call of a function: measures it, or lets it wait. */
export type AroundCall = (functionName: string, call: () => Promise<FreshAnswer>) => Promise<FreshAnswer>;

const patienceMs = 60_000;

/** Its database is the one of `DATABASE_URL`, which other processes have to reach. */
export async function startBundledHost(aroundCall: AroundCall = (_, call) => call()): Promise<BundledHost> {
  const folder = mkdtempSync(join(tmpdir(), "hil-bundles-"));
  const bundles = await bundleFunctions({ outDir: join(folder, "functions") });
  const answered = new Set<string>();
  const answers = new EventEmitter();
  const call = async (functionName: string, event: Json) => {
    const environment = functionEnvironment(functionName, host);
    const { directory } = bundles.find(({ name }) => name === functionName)!;
    const fresh = { functionName, directory, environment, event };
    const { returned } = await aroundCall(functionName, () => callFreshFunction(fresh));
    answered.add(functionName);
    answers.emit(functionName);
    return returned;
  };
  const dataDir = join(folder, "data");
  const host = await startHost({ dataDir, apiPort: 0, awsPort: 0, invokeFunction: call });
  const gateway = await startGateway((event) => call("api", event));
  return {
    host,
    bundles,
    client: new Client({ api_url: gateway.url, api_key: host.apiKey }),
    onlooker: new Client({ api_url: host.apiUrl, api_key: host.apiKey }),
    answered,
    call,
    async nextAnswer(functionName) {
      await once(answers, functionName, { signal: AbortSignal.timeout(patienceMs) });
    },
    async close() {
      await gateway.close();
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
