import {
  HilError,
  OutputTooLargeError,
  RetryableError,
  ToolFailedError,
  ToolNotGrantedError,
  ToolTimeoutError,
  ToolUnavailableError,
} from "../../contracts/errors.ts";
import type { Json } from "../../contracts/json.ts";
import type { Tool, ToolCallContext } from "../../contracts/tool.ts";
import { outputBounds, toBoundedJson } from "../schemas/bounded-json.ts";
import { canonicalJson } from "../schemas/canonical-json.ts";
import { describeProblems } from "../schemas/schema-problem.ts";
import { problemsOf } from "../schemas/problems-of.ts";
import type { Timers } from "./ports.ts";

/** Leave for one call of a tool that needs approval, bound to its exact input. */
interface CallGrant {
  tool: string;
  input: Json;
}

export interface ToolExecution extends Omit<ToolCallContext, "signal"> {
  timers: Timers;
  /** Ends the call from outside, with its reason: the caller is about to stop. */
  signal?: AbortSignal;
  grant?: CallGrant;
}

/**
 * Calls a tool: checks leave and input, enforces its timeout whether it heeds the signal or not, and bounds its output.
 * An abort from outside rejects with the signal's reason, which is no outcome of the tool.
 * @throws ToolNotGrantedError, ToolFailedError (its message names the wrong field), ToolTimeoutError, ToolUnavailableError
 */
export async function executeTool(tool: Tool, input: Json, execution: ToolExecution): Promise<Json> {
  assertGranted(tool, input, execution.grant);
  const checked = await checkedInput(tool, input);
  const output = await runWithin(tool, checked, execution);
  return checkedOutput(tool, output);
}

function assertGranted(tool: Tool, input: Json, grant: CallGrant | undefined): void {
  if (!tool.requiresApproval) return;
  const covers = grant?.tool === tool.name && canonicalJson(grant.input) === canonicalJson(input);
  if (!covers) throw new ToolNotGrantedError(`${tool.name} needs an approval for this call`);
}

/** Checks an input before anybody is asked about it. @throws ToolFailedError (its message names the wrong field) */
export async function assertInputFits(tool: Tool, input: Json): Promise<void> {
  await checkedInput(tool, input);
}

async function checkedInput(tool: Tool, input: Json): Promise<Json> {
  const checked = bounded(tool, input, "input");
  const problems = await problemsOf(tool.input, checked);
  if (problems.length === 0) return checked;
  throw new ToolFailedError(`${tool.name} cannot take its input: ${describeProblems(problems)}`, {
    details: { tool: tool.name, problems: problems.length },
  });
}

function checkedOutput(tool: Tool, output: Json): Json {
  return bounded(tool, output, "output");
}

function bounded(tool: Tool, value: Json, role: "input" | "output"): Json {
  try {
    return toBoundedJson(value, outputBounds);
  } catch (error) {
    const reason = error instanceof OutputTooLargeError ? "is too large" : "is not JSON";
    throw new ToolFailedError(`the ${role} of ${tool.name} ${reason}`, { cause: error });
  }
}

async function runWithin(tool: Tool, input: Json, execution: ToolExecution): Promise<Json> {
  const { timers, signal: outer, grant: _grant, ...context } = execution;
  outer?.throwIfAborted();
  const controller = new AbortController();
  const ended = Promise.withResolvers<never>();
  const stop = (reason: unknown): void => {
    controller.abort(reason);
    ended.reject(reason);
  };
  const callOff = timers.after(tool.timeoutMs, () =>
    stop(new ToolTimeoutError(`${tool.name} did not answer within ${tool.timeoutMs} ms`)),
  );
  const onOuterAbort = (): void => stop(outer?.reason);
  outer?.addEventListener("abort", onOuterAbort);
  try {
    return await Promise.race([call(tool, input, { ...context, signal: controller.signal }), ended.promise]);
  } catch (error) {
    if (outer?.aborted === true) throw outer.reason;
    throw asToolError(tool, error);
  } finally {
    callOff();
    outer?.removeEventListener("abort", onOuterAbort);
  }
}

async function call(tool: Tool, input: Json, context: ToolCallContext): Promise<Json> {
  return tool.run(input, context);
}

/** A tool's own errors keep their name; of others only the consequence is known, and their text may quote customers. */
function asToolError(tool: Tool, error: unknown): HilError {
  const isOwn =
    error instanceof ToolFailedError ||
    error instanceof ToolTimeoutError ||
    error instanceof ToolUnavailableError ||
    error instanceof ToolNotGrantedError;
  if (isOwn) return error;
  if (error instanceof RetryableError) {
    return new ToolUnavailableError(`${tool.name} is not available`, { cause: error });
  }
  const reason = error instanceof HilError ? `: ${error.message}` : "";
  return new ToolFailedError(`${tool.name} failed${reason}`, { cause: error });
}
