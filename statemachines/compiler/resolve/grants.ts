import type { ToolDefinition } from "../../../shared/contracts/tool.ts";
import { hintForName } from "../../language/did-you-mean.ts";
import type { Path } from "../../language/source-document.ts";
import type { ResolveContext } from "./context.ts";

/**
 * The tools that grants name, wildcards (`shopify.*`) written out: a tool that is registered later is not granted to a
 * workflow that was compiled before.
 */
export function resolveGrants(
  grants: readonly string[],
  pathOf: (index: number) => Path,
  context: ResolveContext,
): string[] {
  const tools = grants.flatMap((grant, index) =>
    grant.includes("*")
      ? matchWildcard(grant, pathOf(index), context)
      : findTool(grant, pathOf(index), context),
  );
  return [...new Set(tools.map((tool) => tool.name))];
}

/** The tool of this name; none, with a diagnostic, when it is not registered. */
export function findTool(
  name: string,
  path: Path,
  { registry, diagnostics }: ResolveContext,
): ToolDefinition[] {
  const tool = registry.tools.get(name);
  if (tool === undefined) {
    const hint = hintForName(name, registry.tools.keys(), "tool");
    diagnostics.error("unknown-tool", `There is no tool "${name}".`, hint, { path });
    return [];
  }
  return [tool];
}

function matchWildcard(
  pattern: string,
  path: Path,
  { registry, diagnostics }: ResolveContext,
): ToolDefinition[] {
  const prefix = pattern.slice(0, -1);
  if (!/^[A-Za-z0-9_.]+\.\*$/.test(pattern)) {
    diagnostics.error(
      "invalid-value",
      `"${pattern}" is not a grant.`,
      "A grant is a tool's name, or `prefix.*`.",
      { path },
    );
    return [];
  }
  const matching = [...registry.tools.values()].filter((tool) => tool.name.startsWith(prefix));
  const usable = matching.filter((tool) => !tool.requiresApproval);
  if (matching.length === 0) {
    const prefixes = new Set([...registry.tools.keys()].flatMap(prefixOf));
    diagnostics.error(
      "unknown-tool",
      `No tool matches "${pattern}".`,
      hintForName(pattern, prefixes, "tool"),
      { path },
    );
  }
  if (usable.length < matching.length) {
    const left = matching.filter((tool) => tool.requiresApproval).map((tool) => tool.name);
    diagnostics.warning(
      "needs-approval",
      `"${pattern}" leaves out ${left.join(", ")}, whose calls people have to approve.`,
      "Grant such a tool by its name.",
      { path },
    );
  }
  return usable;
}

function prefixOf(name: string): string[] {
  const dot = name.lastIndexOf(".");
  return dot === -1 ? [] : [`${name.slice(0, dot)}.*`];
}
