// `npm run synth -- <environment>`
import { readConfig } from "../config/read-config.ts";
import { runCommand } from "./run-command.ts";
import { synthesise } from "./synthesise.ts";

await runCommand(async () => {
  await synthesise(readConfig(process.argv[2] ?? ""));
});
