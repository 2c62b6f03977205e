// `npm start`: the embedded host, until it is told to stop.
import { startHost } from "./host.ts";
import { readSettings } from "./settings.ts";

const host = await startHost(readSettings());
console.log(`HIL Agent System is ready.

  API           ${host.apiUrl}/api/v1
  API reference ${host.apiUrl}/api/v1/docs
  AWS endpoint  ${host.awsUrl}   (AWS_ENDPOINT_URL)
  Model         ${host.model}
  Workflows     ${host.published.published.join(", ")}
  API key       ${host.apiKey}

  node bin/hil.mjs run customer_support --message "I want to return order #12345"

Stop with Ctrl-C; what runs goes on at the next start.`);
for (const { file, line, column, code, message } of host.published.diagnostics) {
  console.error(`${file}:${line}:${column} ${code} ${message}`);
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void host.close().then(() => process.exit(0)));
}
