import type { Json, JsonObject, StateMachine } from "../../asl/types.ts";
import { compileStateMachine } from "../compile.ts";
import { isoTime } from "../context-object.ts";
import { matchesError } from "../error-matching.ts";
import type { Execution } from "../execution.ts";
import { ROOT_FRAME, type StateObserver } from "../execution.ts";
import { failState, THRESHOLD } from "../failing.ts";
import type { FailureDetails } from "../failures.ts";
import { FieldScope } from "../field-scope.ts";
import { PendingEvaluation } from "../jsonata/pending.ts";
import type { CompiledState } from "../machine.ts";
import { beginStep } from "../step.ts";
import type { ExecutionFacts, FanFrame, StateFrame, StepEnvironment } from "../types.ts";
import { withMockedContext } from "./mock-context.ts";
import {
  TestStateRefused,
  type InspectionData,
  type TestStateRequest,
  type TestStateResponse,
} from "./request.ts";

/** Names that the service gives to what it makes up for a test. */
export type TestStateFacts = Omit<ExecutionFacts, "input" | "roleArn">;

/**
 * Runs one state on its own, with a mock in the place of what it calls. Throws `TestStateRefused` for a request that
 * cannot be tested.
 */
export async function testState(
  request: TestStateRequest,
  facts: TestStateFacts,
  environment: StepEnvironment,
): Promise<TestStateResponse> {
  const test = new StateTest(request, facts, environment);
  return test.run();
}

const NOT_SUPPORTED =
  "TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]";
const FAN_TYPES = new Set(["Map", "Parallel"]);
/** The name that a state has in the context object of a test. */
const STATE_NAME = "StateName";

class StateTest implements StateObserver {
  private readonly request: TestStateRequest;
  private readonly execution: Execution;
  private readonly state: CompiledState;
  private readonly mockedContext: JsonObject;
  private readonly inspection: InspectionData = {};
  private readonly response: TestStateResponse = { status: "FAILED" };
  private done = false;

  constructor(request: TestStateRequest, facts: TestStateFacts, environment: StepEnvironment) {
    this.request = request;
    const { definition, name } = testedState(request);
    const machine = compileStateMachine({ ...definition, StartAt: name });
    this.state = machine.branches[0]!.states.get(name)!;
    this.checkMock();
    const input = request.input ?? {};
    const all: ExecutionFacts = { ...facts, input, roleArn: request.roleArn ?? "" };
    this.mockedContext = withMockedContext(exampleContext(all, request, environment.nowMs), request.context);
    const variableNames = new Set([...machine.variableNames, ...Object.keys(request.variables ?? {})]);
    // A state that is not there to react to: the test has its own way to begin.
    const idle = { status: "RUNNING" as const, lastEventId: 0, nextId: 1, frames: {} };
    this.execution = beginStep({ ...machine, variableNames }, idle, { kind: "start" }, all, environment);
    this.execution.observer = this;
    this.execution.put(ROOT_FRAME, this.rootFrame(name, input, environment.nowMs));
  }

  async run(): Promise<TestStateResponse> {
    this.inspection.input = JSON.stringify(this.execution.facts.input);
    const { variables } = this.request;
    if (variables !== undefined && Object.keys(variables).length > 0) {
      this.inspection.variables = JSON.stringify(variables);
    }
    this.execution.schedule(ROOT_FRAME, (frame) => this.begin(frame));
    while (!this.done && this.execution.hasWork()) await this.advance();
    const shown = (this.request.inspectionLevel ?? "INFO") !== "INFO";
    return { ...this.response, ...(shown && { inspectionData: this.inspection }) };
  }

  private async advance(): Promise<void> {
    try {
      this.execution.advance();
    } catch (error) {
      if (!(error instanceof PendingEvaluation)) throw error;
      await this.execution.memo.record(error);
    }
  }

  private checkMock(): void {
    const { mock } = this.request;
    if (mock === undefined) {
      if (FAN_TYPES.has(this.state.type)) throw new TestStateRefused("InvalidDefinition", NOT_SUPPORTED);
      if (this.state.type === "Task") throw refused("A mock is required to test a Task state.");
      return;
    }
    if (mock.result !== undefined && FAN_TYPES.has(this.state.type) && !Array.isArray(this.mockedResult())) {
      throw refused("Mocked result must be an array.");
    }
  }

  private mockedResult(): Json {
    try {
      return JSON.parse(this.request.mock!.result!) as Json;
    } catch {
      throw refused("Mocked result must be valid JSON.");
    }
  }

  private rootFrame(name: string, input: Json, nowMs: number): StateFrame {
    const { retrierRetryCount } = this.request.stateConfiguration ?? {};
    return {
      kind: "state",
      id: ROOT_FRAME,
      index: 0,
      branch: 0,
      state: name,
      input,
      enteredAtMs: nowMs,
      enteredEventId: 0,
      eventIdBeforeEntry: 0,
      lastEventId: 0,
      variables: this.request.variables,
      attempts:
        retrierRetryCount === undefined ? undefined : this.state.retriers.map(() => retrierRetryCount),
      retryCount: 0,
      waiting: undefined,
    };
  }

  private begin(frame: StateFrame): void {
    const { execution, state } = this;
    if (FAN_TYPES.has(state.type)) return this.settleFan(frame);
    state.run(execution, frame);
    if (frame.waiting?.kind === "wait") return state.elapsed!(execution, frame);
    if (frame.waiting?.kind === "task") this.settleTask(frame);
  }

  private settleTask(frame: StateFrame): void {
    const call = this.execution.effects.find((effect) => effect.kind === "run-task");
    this.inspection.afterArguments = JSON.stringify(call?.arguments);
    const { errorOutput, result } = this.request.mock!;
    if (errorOutput !== undefined) {
      return this.state.task!.failed(this.execution, frame, errorOutput.error ?? "", errorOutput.cause ?? "");
    }
    if (result !== undefined) this.inspection.result = result;
    this.state.task!.succeeded(this.execution, frame, this.mockedResult());
  }

  private settleFan(frame: StateFrame): void {
    const { execution, state } = this;
    const failure = state.map === undefined ? undefined : this.inspectMap(new FieldScope(execution, frame));
    const { errorOutput } = this.request.mock!;
    if (errorOutput !== undefined) return failState(execution, frame, errorOutput);
    if (failure !== undefined) return failState(execution, frame, failure);
    state.joined!(execution, frame, this.mockedResult() as Json[], { lastEventId: 0 } as FanFrame);
  }

  /** Looks at the Map's own numbers; answers the failure of more iterations than it tolerates. */
  private inspectMap(scope: FieldScope): FailureDetails | undefined {
    const map = this.state.map!;
    this.inspection.maxConcurrency = map.maxConcurrency(scope);
    const count = map.toleratedCount(scope);
    const percentage = map.toleratedPercentage(scope);
    if (count !== undefined) this.inspection.toleratedFailureCount = count;
    if (percentage !== undefined) this.inspection.toleratedFailurePercentage = percentage;
    const failures = this.request.stateConfiguration?.mapIterationFailureCount ?? 0;
    if (count === undefined && percentage === undefined) return undefined;
    const size = percentage === undefined ? 0 : this.itemCount(scope);
    return failures > map.toleratedFailures(scope, size) ? THRESHOLD : undefined;
  }

  private itemCount(scope: FieldScope): number {
    const { mapItemReaderData } = this.request.stateConfiguration ?? {};
    if (mapItemReaderData === undefined) return this.state.map!.items(scope).length;
    const items = JSON.parse(mapItemReaderData) as unknown;
    return Array.isArray(items) ? items.length : 1;
  }

  left(_frame: StateFrame, output: Json, next: string | undefined): void {
    if (this.response.status !== "CAUGHT_ERROR") this.response.status = "SUCCEEDED";
    const { result } = this.request.mock ?? {};
    // What the mock gave as text is given on as it stands.
    const isMocked =
      result !== undefined &&
      Array.isArray(output) &&
      JSON.stringify(this.mockedResult()) === JSON.stringify(output);
    this.response.output = isMocked ? result : JSON.stringify(output);
    if (next !== undefined) this.response.nextState = next;
    this.done = true;
  }

  failed({ error, cause }: FailureDetails): void {
    if (error !== undefined) this.response.error = error;
    if (cause !== undefined) this.response.cause = cause;
    const retryIndex = this.state.retriers.findIndex(({ errors }) => matchesError(errors, { error, cause }));
    if (retryIndex >= 0) this.inspection.errorDetails = { retryIndex };
    delete this.inspection.result;
    this.done = true;
  }

  retried(retryIndex: number, delayMs: number): void {
    this.response.status = "RETRIABLE";
    this.inspection.errorDetails = { retryIndex, retryBackoffIntervalSeconds: delayMs / 1000 };
  }

  caught(catchIndex: number): void {
    this.response.status = "CAUGHT_ERROR";
    this.inspection.errorDetails = { ...this.inspection.errorDetails, catchIndex };
  }

  context(): Json {
    return this.mockedContext;
  }
}

function refused(message: string): TestStateRefused {
  return new TestStateRefused("ValidationException", message);
}

/** A lone state is taken for a machine of its own. */
function testedState({ definition, stateName }: TestStateRequest): {
  definition: StateMachine;
  name: string;
} {
  if (!("States" in definition)) {
    return {
      definition: { StartAt: STATE_NAME, States: { [STATE_NAME]: definition } },
      name: STATE_NAME,
    };
  }
  const name = stateName ?? definition.StartAt;
  if (definition.States[name] === undefined) throw refused(`State '${name}' not found in the definition.`);
  return { definition, name };
}

const COUNTING = new Set(["Task", "Parallel", "Map"]);

function exampleContext(facts: ExecutionFacts, request: TestStateRequest, nowMs: number): JsonObject {
  const { definition, name } = testedState(request);
  const counts = COUNTING.has(definition.States[name]!.Type);
  return {
    Execution: {
      Id: facts.executionArn,
      Input: facts.input,
      Name: facts.name,
      RoleArn: request.roleArn ?? null,
      StartTime: isoTime(facts.startedAtMs),
    },
    StateMachine: { Id: facts.stateMachineArn, Name: facts.stateMachineName },
    State: { Name: STATE_NAME, EnteredTime: isoTime(nowMs), ...(counts && { RetryCount: 0 }) },
  };
}
