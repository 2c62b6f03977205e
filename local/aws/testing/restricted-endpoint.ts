import { onTestFinished } from "vitest";
import { nameCallers } from "../../callers.ts";
import type { Decision } from "../iam/authorizer.ts";
import type { PolicyDocument, PolicyStatement } from "../iam/policy-document.ts";
import { startTestEndpoint, type TestEndpoint, type TestFunction } from "./test-endpoint.ts";

export interface RestrictedEndpoint extends TestEndpoint {
  /** Everything that was decided so far. */
  decisions: Decision[];
}

const QUEUE = { visibilityTimeoutSeconds: 30, maxReceives: 5, batchSize: 10, maxConcurrency: 2 };

export const arn = (service: string, rest: string) => `arn:aws:${service}:us-east-1:000000000000:${rest}`;

export function allow(Action: string, Resource: string): PolicyStatement {
  return { Effect: "Allow", Action, Resource };
}

/** What a function reads that may not. */
export function refusal(role: string, action: string, resource: string): string {
  return `User: arn:aws:sts::000000000000:assumed-role/${role}/${role} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
}

/** An endpoint with a queue `orders` and a bus `hil`, whose roles may do what `grants` says at the time. */
export async function startRestricted(
  grants: Record<string, PolicyStatement[]>,
  functions: Record<string, TestFunction> = {},
): Promise<RestrictedEndpoint> {
  const decisions: Decision[] = [];
  const orders = { consumer: "consumer", ...QUEUE };
  const endpoint = await startTestEndpoint({
    functions: { worker: () => null, consumer: () => null, ...functions },
    topology: { queues: { orders }, buses: { hil: { archiveDays: 1 } } },
    policies: (role): PolicyDocument[] | undefined =>
      grants[role] && [{ Version: "2012-10-17", Statement: grants[role] }],
    onDecision: (decision) => decisions.push(decision),
  });
  return { ...endpoint, decisions };
}

/** Names callers from here on; before, the test's own requests are those of a program outside the host. */
export function restrictCallers({ url }: RestrictedEndpoint): void {
  onTestFinished(nameCallers(url));
}
