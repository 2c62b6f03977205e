import { parseArgs } from "node:util";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { RefusedCommandError } from "./run-command.ts";

/**
 * Lets an environment be destroyed only by who names it twice, and production only by who says that too.
 * @throws RefusedCommandError
 */
export function refuseUnconfirmed({ environment, posture }: EnvironmentConfig, flags: string[]): void {
  const { values } = parseArgs({
    args: flags,
    options: { confirm: { type: "string" }, "yes-delete-production": { type: "boolean" } },
    strict: false,
  });
  if (values.confirm !== environment) {
    throw new RefusedCommandError(`To destroy ${environment}, repeat its name: --confirm ${environment}`);
  }
  if (posture === "production" && values["yes-delete-production"] !== true) {
    throw new RefusedCommandError(
      `${environment} is production. With --yes-delete-production its stacks are deleted, once their termination protection and the database's deletion protection are off; data is retained.`,
    );
  }
}
