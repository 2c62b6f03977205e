import { watch } from "node:fs";
import { parseArgs } from "node:util";
import { readSettings, startHost, workflowsDir } from "../../local/index.ts";
import { exitCodes } from "../exit-codes.ts";
import { printDiagnostics } from "../print-diagnostics.ts";
import { paint } from "../terminal.ts";

/** Editors write a file in several steps; one publication per burst is enough. */
const settleMs = 100;

/** `hil dev`: the host, and every workflow published again as soon as its file changes. */
export async function dev(args: string[]): Promise<number> {
  parseArgs({ args });
  const host = await startHost(readSettings());
  console.log(`${paint("green", "ready")} ${host.apiUrl}/api/v1/docs  (watching ${workflowsDir()})`);
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(workflowsDir(), (_event, name) => {
    if (!name?.endsWith(".yaml")) return;
    clearTimeout(timer);
    timer = setTimeout(() => void publish(host), settleMs);
  });
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, resolve);
  });
  watcher.close();
  clearTimeout(timer);
  await host.close();
  return exitCodes.done;
}

async function publish(host: Awaited<ReturnType<typeof startHost>>): Promise<void> {
  try {
    const { published, diagnostics, sources } = await host.publishWorkflows();
    for (const name of published) console.log(`${paint("green", "published")} ${name}`);
    printDiagnostics(diagnostics, sources);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
  }
}
