import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { join } from "node:path";

const projectRoot = fileURLToPath(new URL("../", import.meta.url));
const folders = ["shared/adapters/postgres/migrations", "statemachines/workflows", "statemachines/agents"];

/** SHA-256 of what a release brings to the database: another migration, workflow or agent makes another release. */
export function releaseDigest(): string {
  const hash = createHash("sha256");
  for (const folder of folders) {
    for (const name of readdirSync(join(projectRoot, folder)).toSorted())
      hash
        .update(`${folder}/${name}\n`)
        .update(readFileSync(join(projectRoot, folder, name)))
        .update("\n");
  }
  return hash.digest("hex");
}
