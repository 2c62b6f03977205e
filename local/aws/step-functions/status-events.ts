import type { EventBus } from "../event-bridge/event-bus.ts";
import type { Outcome } from "./engine.ts";
import type { OpenExecution } from "./open-execution.ts";

/** Publishes the event that Step Functions sends to the default bus when an execution starts or ends. */
export function publishStatus(
  bus: EventBus,
  execution: OpenExecution,
  outcome: Outcome | undefined,
  nowMs: number,
): void {
  const { facts, input } = execution;
  bus.publish({
    bus: "default",
    source: "aws.states",
    detailType: "Step Functions Execution Status Change",
    resources: [facts.executionArn],
    detail: {
      executionArn: facts.executionArn,
      stateMachineArn: facts.stateMachineArn,
      name: facts.name,
      status: outcome?.status ?? "RUNNING",
      startDate: facts.startedAtMs,
      stopDate: outcome === undefined ? null : nowMs,
      input,
      inputDetails: { included: true },
      output: outcome?.output === undefined ? null : JSON.stringify(outcome.output),
      outputDetails: outcome?.output === undefined ? null : { included: true },
      error: outcome?.error ?? null,
      cause: outcome?.cause ?? null,
    },
  });
}
