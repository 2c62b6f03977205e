import type { Json } from "../../contracts/json.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import type { ExecutionInput } from "../../contracts/task.ts";
import type { CompiledWorkflow, Diagnostic } from "../../contracts/workflow.ts";

/** Step Functions, as use cases see it. State machines are named by workflow and digest, so a definition never changes under a run. */
export interface StateMachines {
  /** Makes sure the state machine of this revision exists. Idempotent. */
  publish(workflow: CompiledWorkflow, digest: string): Promise<void>;
  /** Starts the execution named `runId`; starting it again changes nothing. @throws NotFoundError without such a state machine */
  start(machine: MachineRef, runId: string, input: ExecutionInput): Promise<void>;
  /** Stops the execution if it is running. */
  stop(machine: MachineRef, runId: string): Promise<void>;
  describe(machine: MachineRef, runId: string): Promise<ExecutionOutcome>;
  /** Hands a result to the state that waits with this token; `gone` when nothing waits with it any more. */
  settleTask(taskToken: string, output: Json): Promise<"settled" | "gone">;
}

export interface MachineRef {
  workflowName: string;
  digest: string;
}

export type ExecutionOutcome =
  | { status: "running" }
  | { status: "unknown" }
  | { status: "succeeded" }
  | { status: "failed" | "timeout" | "stopped"; error: string; cause: string };

/** Queues, as use cases see them: one per topic of the outbox. */
export interface CommandSender {
  send(messages: OutboxMessage[]): Promise<void>;
}

/** The compiler with the registered agents and tools bound to it. */
export interface WorkflowCompiler {
  compile(source: string, file: string): { workflow?: CompiledWorkflow; diagnostics: Diagnostic[] };
}
