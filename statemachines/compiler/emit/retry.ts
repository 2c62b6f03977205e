import { retryableErrorNames } from "../../../shared/contracts/errors.ts";
import type { RetryConfig } from "../../language/schema.ts";
import type { Retrier } from "../../asl/types.ts";

/**
 * Lambda itself was not able to take the call; the function has not run or has not finished.
 * https://docs.aws.amazon.com/step-functions/latest/dg/sfn-best-practices.html#bp-lambda-serviceexception
 */
const lambdaRetrier: Retrier = {
  ErrorEquals: [
    "Lambda.ClientExecutionTimeoutException",
    "Lambda.ServiceException",
    "Lambda.AWSLambdaException",
    "Lambda.SdkClientException",
    "Lambda.TooManyRequestsException",
  ],
  IntervalSeconds: 2,
  MaxAttempts: 6,
  BackoffRate: 2,
  JitterStrategy: "FULL",
};

/** What is tried again: Lambda's own hiccups always, the node's errors as its author says (2 s, 4 s, 8 s for a backoff of 2). */
export function retriers(retry?: RetryConfig): Retrier[] {
  if (retry === undefined) return [lambdaRetrier];
  return [
    lambdaRetrier,
    {
      ErrorEquals: retry.errors ?? [...retryableErrorNames],
      IntervalSeconds: Math.ceil(retry.backoff),
      MaxAttempts: retry.max_attempts,
      BackoffRate: retry.backoff,
      ...(retry.max_delay_seconds !== undefined && { MaxDelaySeconds: retry.max_delay_seconds }),
      ...(retry.jitter === true && { JitterStrategy: "FULL" as const }),
    },
  ];
}
