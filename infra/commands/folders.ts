import { fileURLToPath } from "node:url";

/** The functions' bundles, one folder each. */
export const bundlesDir = fileURLToPath(new URL("../../dist/functions", import.meta.url));

/** Where an environment's templates and assets are written. */
export function assemblyDir(environment: string): string {
  return fileURLToPath(new URL(`../../cdk.out/${environment}`, import.meta.url));
}
