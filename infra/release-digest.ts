import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const projectRoot = fileURLToPath(new URL("../", import.meta.url));
const folders = ["shared/adapters/postgres/migrations", "statemachines/workflows", "statemachines/agents"];

/** SHA-256 of what a release brings to the database: another migration, workflow or agent makes another release. */
export function releaseDigest(root = projectRoot): string {
  const hash = createHash("sha256");
  for (const path of folders.flatMap((folder) => dataFiles(root, folder)))
    hash
      .update(`${path}\n`)
      .update(readFileSync(join(root, path)))
      .update("\n");
  return hash.digest("hex");
}

function dataFiles(root: string, folder: string): string[] {
  const names = readdirSync(join(root, folder)).filter((name) => !name.endsWith(".ts"));
  return names.toSorted().map((name) => `${folder}/${name}`);
}
