import type { Change, Fact, Precondition } from "../../contracts/approval.ts";
import { HilError, RetryableError, ToolFailedError } from "../../contracts/errors.ts";
import type { Json, JsonObject } from "../../contracts/json.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";
import { executeTool } from "../tools/execute-tool.ts";
import type { Timers } from "../tools/ports.ts";
import type { ToolRegistry } from "../tools/tool-registry.ts";

export interface FactSources {
  tools: ToolRegistry;
  timers: Timers;
}

export interface FactCaller {
  tenantId: string;
  runId: string;
  nodePath: string;
}

/**
 * Fetches what preconditions rest on and tests them. A tool that refuses is a fact too, one that does not hold: the order
 * is gone. With `strict` a tool that cannot be reached is an error, so that nobody decides on what is not known.
 * @throws TemplateError; with `strict` RetryableError
 */
export async function fetchFacts(
  checks: readonly Precondition[],
  scope: JsonObject,
  caller: FactCaller,
  sources: FactSources,
  { strict }: { strict: boolean },
): Promise<Fact[]> {
  return Promise.all(checks.map((check) => fetchFact(check, scope, caller, sources, strict)));
}

async function fetchFact(
  check: Precondition,
  scope: JsonObject,
  caller: FactCaller,
  { tools, timers }: FactSources,
  strict: boolean,
): Promise<Fact> {
  const { name } = check;
  try {
    const tool = tools.get(check.tool);
    // What only reads when a workflow is compiled may have changed since.
    if (tool === undefined || tool.effect !== "read" || tool.requiresApproval)
      throw new ToolFailedError(`${check.tool} is no tool that only reads`);
    const { renderValue } = await import("../templates/render-value.ts");
    const input = renderValue(check.input, scope);
    const idempotencyKey = `${caller.runId}/${caller.nodePath}/check/${name}`;
    const data = await executeTool(tool, input, { ...caller, idempotencyKey, timers });
    const { searchJson } = await import("../tools/search-json.ts");
    return { name, data, holds: isTrue(searchJson(data, check.expression)) };
  } catch (error) {
    const isLasting = error instanceof HilError && !(error instanceof RetryableError);
    if (!(error instanceof HilError) || (strict && !isLasting)) throw error;
    return { name, data: { error: error.name, message: error.message }, holds: false };
  }
}

/** JMESPath's own truth: not null, false or empty. */
export function isTrue(value: Json): boolean {
  if (value === null || value === false || value === "") return false;
  if (typeof value !== "object") return true;
  return Array.isArray(value) ? value.length > 0 : Object.keys(value).length > 0;
}

/** What differs between two rounds: every precondition that fails now, or whose data is not what it was. */
export function changesBetween(before: readonly Fact[], after: readonly Fact[]): Change[] {
  return after.flatMap(({ name, data, holds }) => {
    const earlier = before.find((fact) => fact.name === name)?.data ?? null;
    const isSame = canonicalJson(earlier) === canonicalJson(data);
    return holds && isSame ? [] : [{ name, before: earlier, after: data, failed: !holds }];
  });
}
