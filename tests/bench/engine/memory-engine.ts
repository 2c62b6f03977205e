import { randomUUID } from "node:crypto";
import type { Json, JsonObject, StateMachine } from "../../../statemachines/asl/types.ts";
import { compileStateMachine } from "../../../statemachines/interpreter/compile.ts";
import type { CompiledMachine } from "../../../statemachines/interpreter/machine.ts";
import { runStep } from "../../../statemachines/interpreter/run-step.ts";
import type {
  Effect,
  ExecutionFacts,
  InterpreterState,
  StepEvent,
  StepResult,
} from "../../../statemachines/interpreter/types.ts";
import type { RunExecution } from "./engine-contender.ts";
import type { Task } from "./workloads.ts";

/** The interpreter with nothing around it: tasks are awaited, nothing is stored. */
export function memoryEngine(definition: StateMachine, task: Task, withHistory: boolean): RunExecution {
  const machine = compileStateMachine(definition);
  return (input) => new MemoryRun(machine, task, factsOf(input), withHistory).toEnd();
}

function factsOf(input: JsonObject): ExecutionFacts {
  return {
    executionArn: "arn:aws:states:us-east-1:000000000000:execution:bench:run",
    name: "run",
    roleArn: "arn:aws:iam::000000000000:role/bench",
    stateMachineArn: "arn:aws:states:us-east-1:000000000000:stateMachine:bench",
    stateMachineName: "bench",
    startedAtMs: Date.now(),
    input,
  };
}

class MemoryRun {
  readonly #machine: CompiledMachine;
  readonly #task: Task;
  readonly #facts: ExecutionFacts;
  readonly #withHistory: boolean;
  readonly #waiting: StepEvent[] = [];
  readonly #ended = Promise.withResolvers<Json>();
  #state: InterpreterState | undefined;
  #isStepping = false;

  constructor(machine: CompiledMachine, task: Task, facts: ExecutionFacts, withHistory: boolean) {
    this.#machine = machine;
    this.#task = task;
    this.#facts = facts;
    this.#withHistory = withHistory;
  }

  toEnd(): Promise<Json> {
    this.#post({ kind: "start" });
    return this.#ended.promise;
  }

  #post(event: StepEvent): void {
    if (this.#isStepping) this.#waiting.push(event);
    else this.#step(event);
  }

  #step(event: StepEvent): void {
    const environment = {
      nowMs: Date.now(),
      random: Math.random,
      uuid: randomUUID,
      withHistory: this.#withHistory,
    };
    this.#isStepping = true;
    try {
      const stepped = runStep(this.#machine, this.#state, event, this.#facts, environment);
      if (!(stepped instanceof Promise)) this.#go(stepped);
      else stepped.then((result) => this.#go(result)).catch(this.#ended.reject);
    } catch (error) {
      this.#ended.reject(error);
    }
  }

  #go({ state, effects }: StepResult): void {
    this.#state = state;
    this.#isStepping = false;
    for (const effect of effects) this.#apply(effect);
    const next = this.#waiting.shift();
    if (next !== undefined) this.#step(next);
  }

  #apply(effect: Effect): void {
    if (effect.kind === "run-task") this.#run(effect.taskId, effect.arguments);
    else if (effect.kind === "finished") this.#finish();
    else throw new Error(`The workloads of this bench need no ${effect.kind}`);
  }

  #run(taskId: string, payload: Json): void {
    this.#task(payload).then(
      (output) => this.#post({ kind: "task-succeeded", taskId, output }),
      (error: unknown) => this.#ended.reject(error),
    );
  }

  #finish(): void {
    const { status, output, error, cause } = this.#state!;
    if (status === "SUCCEEDED") this.#ended.resolve(output!);
    else this.#ended.reject(new Error(`The execution is ${status}: ${error} ${cause}`));
  }
}
