import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";
import type { Outcome } from "./engine.ts";
import type { OpenExecution } from "./open-execution.ts";

/**
 * What a `.sync` task gets of its child: DescribeExecution with capital letters, sorted, absent fields left out.
 * @param parsed `.sync:2`: input and output as JSON instead of text
 */
export function describeForParent(
  child: OpenExecution,
  outcome: Outcome,
  stoppedAtMs: number,
  parsed: boolean,
): JsonObject {
  const { facts } = child;
  const value = (text: string): Json => (parsed ? (JSON.parse(text) as Json) : text);
  return {
    ...(outcome.cause === undefined ? {} : { Cause: outcome.cause }),
    ...(outcome.error === undefined ? {} : { Error: outcome.error }),
    ExecutionArn: facts.executionArn,
    Input: value(child.input),
    InputDetails: { Included: true },
    Name: facts.name,
    ...(outcome.output === undefined
      ? {}
      : { Output: value(JSON.stringify(outcome.output)), OutputDetails: { Included: true } }),
    RedriveCount: 0,
    RedriveStatus: "NOT_REDRIVABLE",
    RedriveStatusReason: redriveReason(outcome.status),
    StartDate: facts.startedAtMs,
    StateMachineArn: facts.stateMachineArn,
    Status: outcome.status,
    StopDate: stoppedAtMs,
  };
}

export function redriveReason(status: string): string {
  return `Execution is ${status} and cannot be redriven`;
}
