import { InvalidInputError } from "../../contracts/errors.ts";
import type { Tool } from "../../contracts/tool.ts";

/** The tools there are. What one agent may use of them is a grant. */
export interface ToolRegistry {
  /** Sorted. */
  names(): string[];
  get(name: string): Tool | undefined;
  /** All, by name. */
  list(): Tool[];
  /** The tools that patterns name: exact names, and `shopify.*` for all of one application. */
  grant(patterns: readonly string[]): ToolGrants;
}

interface ToolGrants {
  names: ReadonlySet<string>;
  /** Patterns that match no tool. */
  unknown: string[];
}

/** @throws InvalidInputError when two tools have one name */
export function createToolRegistry(tools: readonly Tool[]): ToolRegistry {
  const byName = new Map<string, Tool>();
  for (const tool of tools) {
    if (byName.has(tool.name)) throw new InvalidInputError(`two tools are named "${tool.name}"`);
    byName.set(tool.name, tool);
  }
  const names = [...byName.keys()].toSorted();
  return {
    names: () => [...names],
    get: (name) => byName.get(name),
    list: () => names.flatMap((name) => byName.get(name) ?? []),
    grant: (patterns) => {
      const matches = patterns.map((pattern) => names.filter((name) => matchesPattern(pattern, name)));
      return {
        names: new Set(matches.flat()),
        unknown: patterns.filter((_, index) => matches[index]?.length === 0),
      };
    },
  };
}

/** A lone `*` matches nothing: nobody grants every tool there will ever be. */
function matchesPattern(pattern: string, name: string): boolean {
  if (!pattern.endsWith(".*")) return pattern === name;
  const application = pattern.slice(0, -1);
  return application.length > 1 && name.startsWith(application) && name.length > application.length;
}
