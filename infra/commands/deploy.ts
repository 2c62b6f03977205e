// `npm run deploy -- <environment>`, or `-- emulator`. More arguments go to `cdk deploy`.
import { readConfig } from "../config/read-config.ts";
import { refuseOtherAccount } from "./caller-account.ts";
import { runCdk } from "./cdk.ts";
import { runCommand } from "./run-command.ts";
import { synthesise } from "./synthesise.ts";

await runCommand(async () => {
  const [environment = "", ...more] = process.argv.slice(2);
  if (environment === "emulator") await import("../emulator/deploy.ts");
  else await deploy(environment, more);
});

async function deploy(environment: string, more: string[]): Promise<void> {
  const config = readConfig(environment);
  await refuseOtherAccount(config);
  const assembly = await synthesise(config);
  // A person is asked when permissions grow; a pipeline was asked by its pull request.
  const approval = process.stdin.isTTY ? "broadening" : "never";
  // Beside the templates, which the next synthesis makes anew.
  const outputs = ["--outputs-file", `${assembly}-outputs.json`];
  await runCdk(assembly, ["deploy", "--all", "--require-approval", approval, ...outputs, ...more]);
}
