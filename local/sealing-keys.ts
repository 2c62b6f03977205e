import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomHex } from "../shared/services/clock.ts";

/**
 * The text of the sealing keys' secret on this machine: made once, in a file that only its owner can read. What is sealed
 * in the database opens with this file alone, so it is to be kept with it.
 */
export function openSealingKeys(dataDir: string): string {
  const file = join(dataDir, "sealing-keys.json");
  if (!existsSync(file))
    writeFileSync(file, JSON.stringify({ "1": randomHex(32) }), { mode: 0o600, flag: "wx" });
  return readFileSync(file, "utf8");
}
