import type { Deployment } from "../deployment.ts";
import { databaseParameter } from "./emulator-template.ts";

/** What the CDK's CLI is asked to do with an emulator's assembly. */
export function cdkArguments({ namePrefix }: Deployment, databaseUrl: string, outputsFile: string): string[] {
  return [
    "deploy",
    "--all",
    "--require-approval=never",
    // One call a stack: few emulators make change sets.
    "--method=direct",
    `--parameters=${namePrefix}data:${databaseParameter}=${databaseUrl}`,
    `--outputs-file=${outputsFile}`,
  ];
}
