// `npm run smoke -- <environment | URL | local>`: one conversation against a deployment, over its public API alone.
import { readFileSync } from "node:fs";
import { createApiClient } from "./api-client.ts";
import { exitCodes } from "./exit-codes.ts";
import { runSmoke } from "./smoke/run-smoke.ts";
import { findTarget, type SmokeTarget, usage } from "./smoke/target.ts";
import { ms, paint } from "./terminal.ts";
import { UsageError } from "./usage-error.ts";

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  let target: SmokeTarget;
  try {
    target = await findTarget(args);
  } catch (error) {
    if (!isUsage(error)) throw error;
    console.error(`${error.message}\n${usage}`);
    return exitCodes.usage;
  }
  try {
    return await smoke(target);
  } finally {
    await target.close();
  }
}

async function smoke({ apiUrl, credential, personCredential, timeoutMs }: SmokeTarget): Promise<number> {
  const startedAt = performance.now();
  try {
    await runSmoke({
      apiUrl,
      client: createApiClient({ apiUrl, credential }),
      person: createApiClient({ apiUrl, credential: personCredential }),
      conversationId: `smoke-${crypto.randomUUID()}`,
      smokeSource: readFileSync(new URL("smoke/smoke_test.yaml", import.meta.url), "utf8"),
      timeoutMs,
      report: (seen, tookMs) =>
        console.log(`${paint("green", "ok")} ${seen} ${paint("dim", `[${ms(tookMs)}]`)}`),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    console.error(`${paint("red", "failed", process.stderr)} ${reason}`);
    return exitCodes.runFailed;
  }
  console.log(`${paint("green", "passed")} in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
  return exitCodes.done;
}

function isUsage(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}
