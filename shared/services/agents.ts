import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AgentDefinition } from "../contracts/agent.ts";
import { parseAgent } from "../../statemachines/agents/parse-agent.ts";
import { lazy } from "../runtime/lazy.ts";

const shipped = fileURLToPath(new URL("../../statemachines/agents/", import.meta.url));

/**
 * The registered agents by name: those that ship, then those in `HIL_AGENTS_DIR`, which may replace them.
 * @throws Error naming every mistake with file and line
 */
export function readAgents(extraDir = process.env["HIL_AGENTS_DIR"]): ReadonlyMap<string, AgentDefinition> {
  const directories = extraDir ? [shipped, extraDir] : [shipped];
  const parsed = directories.flatMap(yamlFiles).map((file) => parseAgent(readFileSync(file, "utf8"), file));
  const mistakes = parsed.flatMap(({ diagnostics }) => diagnostics);
  if (mistakes.length > 0) {
    throw new Error(
      mistakes.map((each) => `${each.file}:${each.line}:${each.column} ${each.message}`).join("\n"),
    );
  }
  return new Map(parsed.flatMap(({ agent }) => (agent ? [[agent.name, agent] as const] : [])));
}

export const agents = lazy(() => readAgents());

function yamlFiles(directory: string): string[] {
  const names = readdirSync(directory).filter((name) => name.endsWith(".yaml"));
  return names.sort().map((name) => join(directory, name));
}
