import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../node_modules/aws-cdk/bin/cdk", import.meta.url));

/** Runs the CDK's CLI on a synthesised assembly; its exit code becomes this process's. It tells nobody that it ran. */
export async function runCdk(assembly: string, args: string[]): Promise<void> {
  const quiet = ["--no-notices", "--no-version-reporting"];
  const child = spawn(process.execPath, [cli, ...args, "--app", assembly, ...quiet], {
    stdio: "inherit",
    env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: "true" },
  });
  const [code] = (await once(child, "exit")) as [number | null];
  process.exitCode = code ?? 1;
}
