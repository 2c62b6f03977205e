import { spawn } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { Json } from "../../shared/contracts/json.ts";

const program = fileURLToPath(new URL("./fresh-function.mjs", import.meta.url));

export interface FreshCall {
  functionName: string;
  /** The bundle's folder. */
  directory: string;
  /** All of the process's environment. */
  environment: Record<string, string>;
  /** Undefined: the bundle is imported and that is all. */
  event?: Json;
}

export interface FreshAnswer {
  returned: Json;
  /** From before the process was started until it had ended. */
  wallMs: number;
}

type Outcome = { returned: Json } | { errorType: string; errorMessage: string };

/**
 * Calls a bundled function in a Node process that is started for it and ends with it.
 * @throws Error of the name under which the function threw; Error with the process's log when it ended otherwise
 */
export async function callFreshFunction({
  functionName,
  directory,
  environment,
  event,
}: FreshCall): Promise<FreshAnswer> {
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, [program, join(directory, "index.mjs"), functionName], {
    env: environment,
    stdio: ["pipe", "pipe", "pipe", "pipe"],
  });
  child.stdin.end(event === undefined ? "" : JSON.stringify(event));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  const [exitCode, answer, ...logs] = await Promise.all([
    ended,
    text(child.stdio[3] as Readable),
    text(child.stdout),
    text(child.stderr),
  ]);
  const wallMs = performance.now() - startedAtMs;
  if (exitCode !== 0 || (answer === "") !== (event === undefined))
    throw new Error(`${functionName} ended with ${exitCode} and no answer:\n${readable(logs.join("\n"))}`);
  return { returned: answer === "" ? null : returnedBy(JSON.parse(answer) as Outcome), wallMs };
}

/** Node quotes the line where something was thrown, and in a bundle that is all of the file. */
function readable(log: string): string {
  return log.replaceAll(/^.{1000,}$/gm, "…");
}

function returnedBy(outcome: Outcome): Json {
  if ("returned" in outcome) return outcome.returned;
  throw Object.assign(new Error(outcome.errorMessage), { name: outcome.errorType });
}
