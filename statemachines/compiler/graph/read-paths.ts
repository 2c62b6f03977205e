import type { ReadPath } from "../../../shared/contracts/workflow.ts";

/** The paths without those that another one covers, in a fixed order. */
export function minimalPaths(paths: readonly ReadPath[]): ReadPath[] {
  const sorted = [...new Map(paths.map((path) => [JSON.stringify(path), path])).entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, path]) => path);
  return sorted.filter((path) => !sorted.some((other) => other !== path && startsWith(path, other)));
}

function startsWith(path: ReadPath, prefix: ReadPath): boolean {
  return prefix.length <= path.length && prefix.every((step, index) => path[index] === step);
}
