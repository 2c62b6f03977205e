import { join } from "node:path";
import { fileURLToPath } from "node:url";

const projectRoot = fileURLToPath(new URL("../../", import.meta.url));

/** The functions' bundles, one folder each. */
export function bundlesDirOf(root: string = projectRoot): string {
  return join(root, "dist", "functions");
}

/** The built console. */
export function consoleDirOf(root: string = projectRoot): string {
  return join(root, "dist", "console");
}

/** Where an environment's templates and assets are written. */
export function assemblyDir(environment: string, root: string = projectRoot): string {
  return join(root, "cdk.out", environment);
}
