import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

/** What a running host tells other programs on this machine; the file is readable by its owner alone. */
const hostFileSchema = z.object({
  pid: z.int(),
  api_url: z.url(),
  aws_endpoint_url: z.url(),
  api_key: z.string(),
  model: z.string(),
  started_at: z.iso.datetime(),
});
export type HostFile = z.infer<typeof hostFileSchema>;

export function writeHostFile(dataDir: string, host: HostFile): void {
  writeFileSync(pathIn(dataDir), JSON.stringify(host, null, 2), { mode: 0o600 });
}

export function removeHostFile(dataDir: string): void {
  rmSync(pathIn(dataDir), { force: true });
}

/** The host that runs on this data directory, or null; a file left behind by a process that died does not count. */
export function readHostFile(dataDir: string): HostFile | null {
  try {
    const host = hostFileSchema.parse(JSON.parse(readFileSync(pathIn(dataDir), "utf8")));
    return isAlive(host.pid) ? host : null;
  } catch {
    return null;
  }
}

function pathIn(dataDir: string): string {
  return join(dataDir, "host.json");
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
