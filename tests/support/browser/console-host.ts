import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildConsole } from "../../../local/console/build-console.ts";
import { type Host, startHost } from "../../../local/host.ts";
import { forgetSettings } from "../clean-environment.ts";

/** A host with the console as its sources are, on a data directory of its own. */
export interface ConsoleHost extends Host {
  /** Ends it and starts it again on the same data and at the same address. */
  restart(): Promise<ConsoleHost>;
  dispose(): Promise<void>;
}

export async function startConsoleHost(): Promise<ConsoleHost> {
  forgetSettings();
  await buildConsole();
  const dataDir = mkdtempSync(join(tmpdir(), "hil-console-"));
  return openHost(dataDir, 0);
}

async function openHost(dataDir: string, apiPort: number): Promise<ConsoleHost> {
  const host = await startHost({ dataDir, apiPort, awsPort: 0 });
  return {
    ...host,
    async restart() {
      await host.close();
      return openHost(dataDir, Number(new URL(host.apiUrl).port));
    },
    async dispose() {
      await host.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
