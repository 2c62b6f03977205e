import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";

export interface HostLog {
  write(message: string): void;
  close(): void;
}

/** What a host has to say that is not for the terminal: `host.log` in the data directory. */
export function openHostLog(dataDir: string): HostLog {
  const file = openSync(join(dataDir, "host.log"), "a", 0o600);
  return {
    write: (message) => void writeSync(file, `${new Date().toISOString()} ${message}\n`),
    close: () => closeSync(file),
  };
}
