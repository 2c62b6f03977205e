/** Whose resources the endpoint answers for. */
export interface Identity {
  accountId: string;
  region: string;
}

export const LOCAL_IDENTITY: Identity = { accountId: "000000000000", region: "us-east-1" };

/** ARN of one resource of this account, e.g. `arn:aws:sqs:us-east-1:000000000000:turns`. */
export function arnOf(identity: Identity, service: string, resource: string): string {
  return `arn:aws:${service}:${identity.region}:${identity.accountId}:${resource}`;
}

export function functionArn(identity: Identity, name: string): string {
  return arnOf(identity, "lambda", `function:${name}`);
}

export function queueArn(identity: Identity, name: string): string {
  return arnOf(identity, "sqs", name);
}

export function stateMachineArn(identity: Identity, name: string): string {
  return arnOf(identity, "states", `stateMachine:${name}`);
}

export function executionArn(machineArn: string, executionName: string): string {
  return `${machineArn.replace(":stateMachine:", ":execution:")}:${executionName}`;
}
