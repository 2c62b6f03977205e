import type { JsonObject } from "../../shared/contracts/json.ts";
import type { Json } from "../../statemachines/asl/types.ts";
import { step } from "../../statemachines/interpreter/step.ts";
import type {
  Effect,
  ExecutionFacts,
  InterpreterState,
  StepEvent,
} from "../../statemachines/interpreter/types.ts";
import type { Children } from "./children.ts";
import type { Encounters } from "./encounters.ts";
import { machines } from "./machines.ts";
import type { World } from "./world.ts";

export interface Execution {
  name: string;
  machine: "conversation" | "deadline";
  state: InterpreterState | undefined;
  facts: ExecutionFacts;
  timers: Map<string, () => void>;
  /** The run that it waits for. */
  child: string | null;
}

/** Invokes a function; hears its answer, or its error's name. */
export type Invoke = (
  name: string,
  payload: JsonObject,
  met: Encounters,
  done: (answer: { output: Json } | { error: string }) => void,
) => void;

type RunTask = Extract<Effect, { kind: "run-task" }>;

/** Step Functions: executions of the real definitions, run by the interpreter on the virtual clock. */
export class Executions {
  readonly all = new Map<string, Execution>();
  private readonly tries = new Map<string, Encounters>();
  private readonly tokens = new Map<string, { execution: Execution; taskId: string }>();
  private readonly world: World;
  private readonly invoke: Invoke;
  private readonly children: Children;
  private readonly send: (queueUrl: string, body: JsonObject) => void;
  private readonly isHurried: boolean;

  constructor(
    world: World,
    calls: { invoke: Invoke; send: (queueUrl: string, body: JsonObject) => void },
    children: Children,
  ) {
    this.world = world;
    this.invoke = calls.invoke;
    this.send = calls.send;
    this.children = children;
    this.isHurried = world.random.chance(0.5);
  }

  /** Started again, nothing happens: the name is taken. */
  start(machine: "conversation" | "deadline", name: string, input: JsonObject): boolean {
    if (this.all.has(name)) return false;
    const startedAtMs = this.world.nowMs;
    const stateMachineArn = `arn:${machine}`;
    const facts = { executionArn: name, name, roleArn: "role", stateMachineArn, stateMachineName: machine };
    const execution: Execution = {
      name,
      machine,
      state: undefined,
      facts: { ...facts, startedAtMs, input },
      timers: new Map(),
      child: null,
    };
    this.all.set(name, execution);
    this.world.count(`execution ${machine} started`);
    this.world.after(0, `. ${name} starts`, () => this.proceed(execution, { kind: "start" }));
    return true;
  }

  running(machine: "conversation"): Execution[] {
    return [...this.all.values()].filter((each) => each.machine === machine && statusOf(each) === "RUNNING");
  }

  describe(name: string) {
    const execution = this.all.get(name);
    if (execution === undefined) return { status: "unknown" } as const;
    switch (statusOf(execution)) {
      case "RUNNING":
        return { status: "running" } as const;
      case "SUCCEEDED":
        return { status: "succeeded" } as const;
      default:
        return { status: "failed", error: "", cause: "" } as const;
    }
  }

  settle(taskToken: string, output: Json): "settled" | "gone" {
    const waiting = this.tokens.get(taskToken);
    const frame = waiting?.execution.state?.frames["0"];
    const isWaitedFor =
      frame?.kind === "state" && frame.waiting?.kind === "task" && frame.waiting.taskId === waiting?.taskId;
    if (waiting === undefined || !isWaitedFor) return "gone";
    this.tokens.delete(taskToken);
    const { execution, taskId } = waiting;
    this.later(execution, { kind: "task-succeeded", taskId, output }, 0);
    return "settled";
  }

  /** From outside. */
  stop(execution: Execution): void {
    this.world.disturb(conversationOf(execution), "execution stopped");
    if (execution.child !== null && this.world.random.chance(0.5)) this.children.abort(execution.child);
    this.proceed(execution, { kind: "stop" });
  }

  /** The longest wait for a person is over: what takes thirty days happens now. */
  timeOutWait(execution: Execution): void {
    const frame = execution.state?.frames["0"];
    if (frame?.kind !== "state" || frame.waiting?.kind !== "task") return;
    const { timeoutTimerId, taskToken } = frame.waiting;
    if (timeoutTimerId === undefined || taskToken === undefined) return;
    this.world.disturb(conversationOf(execution), "wait timed out");
    this.proceed(execution, { kind: "timer-fired", timerId: timeoutTimerId });
  }

  /** Something happens to whatever works on a conversation. */
  disturb(conversationId: string): void {
    const own = this.running("conversation").filter((each) => conversationOf(each) === conversationId);
    for (const execution of own) {
      if (this.world.random.chance(0.5)) this.stop(execution);
      else this.timeOutWait(execution);
    }
  }

  private later(execution: Execution, event: StepEvent, delayMs: number): void {
    this.world.after(delayMs, `. ${execution.name} ${event.kind}`, () => this.proceed(execution, event));
  }

  private proceed(execution: Execution, event: StepEvent): void {
    if (statusOf(execution) !== "RUNNING") return;
    const { world } = this;
    const machine =
      machines[execution.machine === "conversation" && this.isHurried ? "hurried" : execution.machine];
    const environment = {
      nowMs: world.nowMs,
      random: () => world.random.next(),
      uuid: () => world.newId("token"),
      withHistory: false,
    };
    const result = step(machine, execution.state, event, execution.facts, environment);
    execution.state = result.state;
    for (const effect of result.effects) this.apply(execution, effect);
    if (result.state.status === "RUNNING") return;
    world.trace(`= ${execution.name} ${result.state.status}`);
    world.count(`execution ${execution.machine} ${result.state.status}`);
    for (const cancel of execution.timers.values()) cancel();
  }

  private apply(execution: Execution, effect: Effect): void {
    const { world } = this;
    switch (effect.kind) {
      case "set-timer": {
        const { timerId, dueAtMs } = effect;
        const cancel = world.after(dueAtMs - world.nowMs, `${execution.name} timer`, () =>
          this.proceed(execution, { kind: "timer-fired", timerId }),
        );
        execution.timers.set(timerId, cancel);
        return;
      }
      case "cancel-timer":
        execution.timers.get(effect.timerId)?.();
        execution.timers.delete(effect.timerId);
        return;
      case "run-task":
        return this.runTask(execution, effect);
      default:
    }
  }

  private runTask(execution: Execution, task: RunTask): void {
    const { taskId } = task;
    const given = task.arguments as JsonObject;
    switch (task.resource) {
      case "arn:aws:states:::lambda:invoke":
        return this.invokeFunction(execution, given, (answer) =>
          "output" in answer
            ? { kind: "task-succeeded", taskId, output: { Payload: answer.output, StatusCode: 200 } }
            : { kind: "task-failed", taskId, error: answer.error, cause: "" },
        );
      case "arn:aws:states:::lambda:invoke.waitForTaskToken":
        this.tokens.set(task.taskToken!, { execution, taskId });
        return this.invokeFunction(execution, given, (answer) =>
          "output" in answer
            ? { kind: "task-submitted", taskId, output: {} }
            : { kind: "task-failed", taskId, error: answer.error, cause: "" },
        );
      case "arn:aws:states:::states:startExecution.sync:2":
        return this.runChild(execution, taskId, given);
      case "arn:aws:states:::states:startExecution":
        return this.startSuccessor(execution, taskId, given);
      case "arn:aws:states:::sqs:sendMessage":
        this.send(given["QueueUrl"] as string, given["MessageBody"] as JsonObject);
        return this.later(execution, { kind: "task-succeeded", taskId, output: {} }, 10);
      default:
        throw new Error(`No resource ${task.resource}.`);
    }
  }

  private invokeFunction(
    execution: Execution,
    given: JsonObject,
    eventOf: (answer: { output: Json } | { error: string }) => StepEvent,
  ): void {
    const { world } = this;
    const name = given["FunctionName"] as string;
    const payload = given["Payload"] as JsonObject;
    const met = this.encountersOf(`${name} ${execution.name} ${JSON.stringify(payload["turn"])}`);
    const call = (delayMs: number, done: Parameters<Invoke>[3]) =>
      world.after(delayMs, `. ${execution.name} invokes ${name}`, () =>
        this.invoke(name, payload, met, done),
      );
    const answered = (answer: { output: Json } | { error: string }) =>
      this.later(execution, eventOf(answer), world.random.next() * 100);
    call(world.latencyMs(met) / 2, answered);
    if (!world.random.chance(world.faults.duplicate)) return;
    world.count("fault task invoked twice");
    met.meet("delivered twice");
    call(world.random.next() * 200, () => {});
  }

  /** The same for all tries of a state. */
  private encountersOf(task: string): Encounters {
    const met = this.tries.get(task) ?? this.world.encounters();
    this.tries.set(task, met);
    return met;
  }

  private runChild(execution: Execution, taskId: string, given: JsonObject): void {
    const runId = given["Name"] as string;
    const { lost, strike } = this.world.faults;
    if (this.world.random.chance(Math.max(lost, strike / 10)))
      return this.startUnheard(execution, taskId, given);
    execution.child = runId;
    this.children.start(runId, given["Input"] as JsonObject, (succeeded) => {
      execution.child = null;
      const event: StepEvent = succeeded
        ? { kind: "task-succeeded", taskId, output: {} }
        : { kind: "task-failed", taskId, error: "States.TaskFailed", cause: "" };
      this.later(execution, event, 50);
    });
    this.later(execution, { kind: "task-submitted", taskId, output: {} }, 0);
  }

  /** The start was done and looked failed; tried again, the name is taken, and nobody is told of the end. */
  private startUnheard(execution: Execution, taskId: string, given: JsonObject): void {
    this.world.count("fault start unheard");
    this.children.start(given["Name"] as string, given["Input"] as JsonObject, () => {});
    const error = "StepFunctions.ExecutionAlreadyExistsException";
    this.later(execution, { kind: "task-failed", taskId, error, cause: "" }, 50);
  }

  private startSuccessor(execution: Execution, taskId: string, given: JsonObject): void {
    this.world.count("successor started");
    this.start("conversation", given["Name"] as string, given["Input"] as JsonObject);
    this.later(execution, { kind: "task-succeeded", taskId, output: {} }, 10);
  }
}

/** Executions are named after their conversation, and the number of the episode. */
function conversationOf({ name }: Execution): string {
  return name.slice(0, name.indexOf("-"));
}

function statusOf({ state }: Execution): InterpreterState["status"] {
  return state?.status ?? "RUNNING";
}
