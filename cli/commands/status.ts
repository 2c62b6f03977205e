import { parseArgs } from "node:util";
import { readHostFile, readSettings } from "../../local/index.ts";
import { exitCodes } from "../exit-codes.ts";
import { paint } from "../terminal.ts";

/** `hil status [--json]`: exit code 0 when a host runs on the data directory, 1 when none does. */
export async function status(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { json: { type: "boolean" } } });
  const { dataDir } = readSettings();
  const host = readHostFile(dataDir);
  const ready = host !== null && (await isReady(host.api_url));
  if (values.json)
    console.log(JSON.stringify({ running: host !== null, ready, data_dir: dataDir, ...host }, null, 2));
  else if (host === null) console.log(`No host runs on ${dataDir}. Start one with \`npm start\`.`);
  else {
    console.log(`${ready ? paint("green", "ready") : paint("yellow", "starting")} (process ${host.pid})`);
    console.log(`  API   ${host.api_url}/api/v1   (docs: ${host.api_url}/api/v1/docs)`);
    console.log(`  AWS   ${host.aws_endpoint_url}`);
    console.log(`  model ${host.model}`);
    console.log(`  key   ${host.api_key}`);
  }
  return host === null ? exitCodes.wrongInput : exitCodes.done;
}

async function isReady(apiUrl: string): Promise<boolean> {
  return fetch(`${apiUrl}/ready`).then(
    (response) => response.ok,
    () => false,
  );
}
