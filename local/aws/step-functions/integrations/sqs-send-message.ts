import type { Json } from "../../../../statemachines/asl/types.ts";
import { isObject, textOf } from "../../http/fields.ts";
import { ServiceError } from "../../http/service-error.ts";
import type { Scheduler } from "../../scheduler.ts";
import type { Queues } from "../../sqs/queues.ts";
import { sendMessage } from "../../sqs/send-message.ts";
import { findQueue } from "../../sqs/sqs-service.ts";
import { jsonAnswerHeaders, sdkMetadata } from "../sdk-metadata.ts";
import { awsFailure } from "../task-failure.ts";
import type { Integration } from "./integration.ts";

/** `sqs:sendMessage`: a body that is not text is sent as JSON. */
export function sqsSendMessage({ queues, scheduler }: { queues: Queues; scheduler: Scheduler }): Integration {
  return async ({ arguments: given, requestId }) => {
    const args = isObject(given) ? given : {};
    try {
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
