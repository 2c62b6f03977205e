import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const shipped = fileURLToPath(new URL("../../statemachines/workflows/", import.meta.url));
const workflowName = /^[A-Za-z][A-Za-z0-9_-]*$/;

/** The source of a workflow that ships, or null. */
export function shippedWorkflow(name: string): { source: string; file: string } | null {
  const file = `${name}.yaml`;
  if (!workflowName.test(name) || !existsSync(join(shipped, file))) return null;
  return { source: readFileSync(join(shipped, file), "utf8"), file };
}
