import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import type { StoredExecution } from "./execution-rows.ts";

/**
 * What a `.sync` task gets of its child: DescribeExecution with capital letters, sorted, absent fields left out.
 * @param parsed `.sync:2`: input and output as JSON instead of text
 */
export function describeForParent(child: StoredExecution, parsed: boolean): JsonObject {
  const value = (text: string): Json => (parsed ? (JSON.parse(text) as Json) : text);
  return {
    ...(child.cause === null ? {} : { Cause: child.cause }),
    ...(child.error === null ? {} : { Error: child.error }),
    ExecutionArn: child.arn,
    Input: value(child.input),
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output === null ? {} : { Output: value(child.output), OutputDetails: { Included: true } }),
    RedriveCount: 0,
    RedriveStatus: "NOT_REDRIVABLE",
    RedriveStatusReason: redriveReason(child.status),
    StartDate: child.startedAtMs,
    StateMachineArn: child.machineArn,
    Status: child.status,
    StopDate: child.stoppedAtMs,
  };
}

export function redriveReason(status: string): string {
  return `Execution is ${status} and cannot be redriven`;
}
