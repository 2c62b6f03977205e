import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundleFunctions } from "../../infra/bundle/bundle-functions.ts";
import { type Host, startHost } from "../../local/host.ts";
import type { Json } from "../../shared/contracts/json.ts";
import { callFreshFunction } from "./call-fresh-function.ts";
import { functionEnvironment } from "./function-environment.ts";
import { type Gateway, startGateway } from "./gateway.ts";

/** An embedded host whose functions, the API too, are their bundles, each call in a process of its own. */
export interface BundledHost {
  host: Host;
  /** The API's bundle behind a gateway. */
  gateway: Gateway;
  /** Calls one function with an event, as the endpoint does. */
  call(functionName: string, event: Json): Promise<Json>;
  close(): Promise<void>;
}

/** @param onAnswer is told of each call that was answered, not of one that failed */
export async function startBundledHost(
  onAnswer: (functionName: string, wallMs: number) => void,
): Promise<BundledHost> {
  const folder = mkdtempSync(join(tmpdir(), "hil-bundles-"));
  const bundles = await bundleFunctions({ outDir: join(folder, "functions") });
  const directories = new Map(bundles.map(({ name, directory }) => [name, directory]));
  const call = async (functionName: string, event: Json) => {
    const environment = functionEnvironment(functionName, host);
    const directory = directories.get(functionName)!;
    const { returned, wallMs } = await callFreshFunction({ functionName, directory, environment, event });
    onAnswer(functionName, wallMs);
    return returned;
  };
  const host = await startHost({
    dataDir: join(folder, "data"),
    apiPort: 0,
    awsPort: 0,
    invokeFunction: call,
  });
  const gateway = await startGateway((event) => call("api", event));
  return {
    host,
    gateway,
    call,
    async close() {
      await gateway.close();
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
