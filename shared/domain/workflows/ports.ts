import type { Json, JsonObject } from "../../contracts/json.ts";
import type { OutboxMessage } from "../../contracts/run.ts";
import type { RunCheck } from "../../contracts/task.ts";
import type { CompiledWorkflow, Diagnostic } from "../../contracts/workflow.ts";

/**
 * Step Functions, as use cases see it. A published revision has a state machine of its own; a deployed workflow has one
 * with versions, which is started where its alias leads.
 */
export interface StateMachines {
  /** Makes sure the state machine of this published revision exists. Idempotent. */
  publish(workflow: CompiledWorkflow, digest: string): Promise<void>;
  /** Starts the execution of this name (a run's id); starting it again changes nothing. @throws NotFoundError without such a state machine */
  start(machine: MachineRef, name: string, input: JsonObject): Promise<void>;
  /** Stops the execution if it is running. */
  stop(machine: MachineRef, runId: string): Promise<void>;
  describe(machine: MachineRef, runId: string): Promise<ExecutionOutcome>;
  /** Hands a result to the state that waits with this token; `gone` when nothing waits with it any more. */
  settleTask(taskToken: string, output: Json): Promise<"settled" | "gone">;
}

export interface MachineRef {
  workflowName: string;
  digest: string;
  /** True: the workflow's deployed state machine, whatever the digest. */
  deployed: boolean;
}

export type ExecutionOutcome =
  | { status: "running" }
  | { status: "unknown" }
  | { status: "succeeded" }
  | { status: "failed" | "timeout" | "stopped"; error: string; cause: string };

/** Queues, as use cases see them: one per topic of the outbox, and one for checks. */
export interface CommandSender {
  send(messages: OutboxMessage[]): Promise<void>;
  /** Has the run checked after `delaySeconds` (900 at most). Resolves when the queue has taken it. @throws RetryableError */
  checkLater(check: RunCheck, delaySeconds: number): Promise<void>;
}

/** Without a workflow there is an error among the diagnostics. */
export interface Compilation {
  workflow?: CompiledWorkflow;
  diagnostics: Diagnostic[];
}

/** The compiler with the registered agents and tools bound to it. */
export interface WorkflowCompiler {
  compile(source: string, file: string): Compilation | Promise<Compilation>;
}
