import type { Json } from "../../../../statemachines/asl/types.ts";
import { isObject, textOf } from "../../http/fields.ts";
import { ServiceError } from "../../http/service-error.ts";
import type { Identity } from "../../identity.ts";
import type { Scheduler } from "../../scheduler.ts";
import type { Queues } from "../../sqs/queues.ts";
import { sendMessage } from "../../sqs/send-message.ts";
import { accessDenied } from "../../sqs/sqs-errors.ts";
import { sqsNeeds } from "../../sqs/sqs-needs.ts";
import { findQueue } from "../../sqs/sqs-service.ts";
import { jsonAnswerHeaders, sdkMetadata } from "../sdk-metadata.ts";
import { awsFailure } from "../task-failure.ts";
import type { Integration } from "./integration.ts";

export interface SqsIntegrationOptions {
  identity: Identity;
  queues: Queues;
  scheduler: Scheduler;
}

/** `sqs:sendMessage`: a body that is not text is sent as JSON. */
export function sqsSendMessage({ identity, queues, scheduler }: SqsIntegrationOptions): Integration {
  return async ({ arguments: given, requestId, demand }) => {
    const args = isObject(given) ? given : {};
    try {
      demand(sqsNeeds(identity, "SendMessage", args), accessDenied);
      const queue = findQueue(queues, textOf(args["QueueUrl"]));
      const body = bodyText(args["MessageBody"]);
      const result = sendMessage(queues, queue, { ...args, MessageBody: body });
      return {
        ...result,
        ...sdkMetadata(jsonAnswerHeaders(result, requestId, scheduler.nowMs()), requestId),
      };
    } catch (error) {
      if (error instanceof ServiceError) throw awsFailure("SQS", "AmazonSQS", error, requestId);
      throw error;
    }
  };
}

function bodyText(body: Json | undefined): Json {
  return body === undefined || body === null || typeof body === "string"
    ? (body ?? null)
    : JSON.stringify(body);
}
