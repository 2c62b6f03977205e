import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { textOf } from "../http/fields.ts";
import type { Need } from "../iam/evaluate.ts";
import { queueArn, type Identity } from "../identity.ts";

/**
 * What a caller of SQS has to be allowed. A batch needs what its single operation needs.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonsqs.html
 */
export function sqsNeeds(identity: Identity, operation: string, input: JsonObject): Need[] {
  const action = `sqs:${operation.replace(/Batch$/, "")}`;
  if (operation === "ListQueues") return [{ action, resource: "*" }];
  const name = textOf(input["QueueName"]) || queueNameOf(textOf(input["QueueUrl"]));
  return [{ action, resource: queueArn(identity, name) }];
}

/** The last segment of a queue's URL. */
export function queueNameOf(url: string): string {
  return url.slice(url.lastIndexOf("/") + 1);
}
