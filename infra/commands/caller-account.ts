import { DescribeEventBusCommand, EventBridgeClient } from "@aws-sdk/client-eventbridge";
import type { EnvironmentConfig } from "../config/environment-config.ts";
import { RefusedCommandError } from "./run-command.ts";

/**
 * Makes sure that the credentials at hand belong to the account that the environment is configured for.
 * @throws RefusedCommandError when they do not, or when there are none
 */
export async function refuseOtherAccount({ environment, account, region }: EnvironmentConfig): Promise<void> {
  const caller = await callerAccount(region);
  if (caller === account) return;
  const credentials =
    caller === null ? "There are no AWS credentials" : `The credentials are account ${caller}'s`;
  throw new RefusedCommandError(`${credentials}; infra/config/${environment}.ts says account ${account}.`);
}

/** Every account has a default event bus in every region, whose ARN says which account asks. Null without credentials. */
async function callerAccount(region: string): Promise<string | null> {
  const client = new EventBridgeClient({ region });
  try {
    const { Arn: arn } = await client.send(new DescribeEventBusCommand({}));
    return arn?.split(":")[4] ?? null;
  } catch (error) {
    if (error instanceof Error && error.name === "CredentialsProviderError") return null;
    throw error;
  } finally {
    client.destroy();
  }
}
