// `npm run destroy -- <environment> --confirm <environment>`; production also needs `--yes-delete-production`.
import { readConfig } from "../config/read-config.ts";
import { refuseOtherAccount } from "./caller-account.ts";
import { runCdk } from "./cdk.ts";
import { refuseUnconfirmed } from "./refuse-unconfirmed.ts";
import { runCommand } from "./run-command.ts";
import { synthesise } from "./synthesise.ts";

await runCommand(async () => {
  const [environment = "", ...flags] = process.argv.slice(2);
  const config = readConfig(environment);
  refuseUnconfirmed(config, flags);
  await refuseOtherAccount(config);
  await runCdk(await synthesise(config), ["destroy", "--all", "--force"]);
});
