// `npm run diff -- <environment>`: what a deployment would change. More arguments go to `cdk diff`.
import { readConfig } from "../config/read-config.ts";
import { refuseOtherAccount } from "./caller-account.ts";
import { runCdk } from "./cdk.ts";
import { runCommand } from "./run-command.ts";
import { synthesise } from "./synthesise.ts";

await runCommand(async () => {
  const [environment = "", ...more] = process.argv.slice(2);
  const config = readConfig(environment);
  await refuseOtherAccount(config);
  await runCdk(await synthesise(config), ["diff", "--all", ...more]);
});
