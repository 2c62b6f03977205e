// `npm start`: the embedded host, until it is told to stop.
import { buildConsole } from "./console/build-console.ts";
import { type Host, startHost } from "./host.ts";
import { readSettings } from "./settings.ts";

// Beside the start, not before it. Without the console everything else works.
const consoleBuilt = buildConsole().catch((error: unknown) => console.error(explain(error)));
try {
  const host = await startHost(readSettings());
  await consoleBuilt;
  console.log(welcome(host));
  for (const { file, line, column, code, message } of host.published.diagnostics) {
    console.error(`${file}:${line}:${column} ${code} ${message}`);
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => void host.close().then(() => process.exit(0)));
  }
} catch (error) {
  console.error(explain(error));
  process.exitCode = 1;
}

function welcome(host: Host): string {
  return `HIL Agent System is ready.

  Console       ${host.consoleAddress()}
                (signs you in as Maria, once)
  API           ${host.apiUrl}/api/v1
  API reference ${host.apiUrl}/api/v1/docs
  AWS endpoint  ${host.awsUrl}   (AWS_ENDPOINT_URL)
  Model         ${host.model}
  Workflows     ${host.published.published.join(", ")}
  API key       ${host.apiKey}

  node bin/hil.mjs run customer_support --message "I want to return order #12345"

Stop with Ctrl-C; what runs goes on at the next start.`;
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "EADDRINUSE" && "port" in error) {
    return `Port ${String(error.port)} is in use. Set HIL_PORT and HIL_AWS_PORT to free ones (0: any).`;
  }
  return error.message;
}
