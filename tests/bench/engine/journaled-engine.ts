import { randomUUID } from "node:crypto";
import { EventBus, type NewEvent } from "../../../local/aws/event-bridge/event-bus.ts";
import { LOCAL_IDENTITY } from "../../../local/aws/identity.ts";
import { Journal } from "../../../local/aws/journal/journal.ts";
import { HISTORY_STRIDE } from "../../../local/aws/journal/schema.ts";
import { Authorizer } from "../../../local/aws/iam/authorizer.ts";
import { AsyncInvocations } from "../../../local/aws/lambda/async-invocations.ts";
import { FunctionRunner } from "../../../local/aws/lambda/function-runner.ts";
import { systemScheduler } from "../../../local/aws/scheduler.ts";
import { Queues } from "../../../local/aws/sqs/queues.ts";
import { interpreterEngine } from "../../../local/aws/step-functions/interpreter-engine.ts";
import { StepFunctions } from "../../../local/aws/step-functions/step-functions.ts";
import type { Json, JsonObject, StateMachine } from "../../../statemachines/asl/types.ts";
import { FUNCTION_NAME, type Task } from "./workloads.ts";

const ROLE = "arn:aws:iam::000000000000:role/bench";

/** The local Step Functions service on a journal of its own, called without the HTTP in front of it. */
export class JournaledEngine {
  readonly #journal: Journal;
  readonly #service: StepFunctions;
  readonly #bus: ListeningBus;

  constructor(dataDir: string, task: Task) {
    const journal = new Journal({ dataDir, reach: ignore, onFailure: fail });
    const base = {
      identity: LOCAL_IDENTITY,
      journal,
      scheduler: systemScheduler,
      uuid: randomUUID,
      random: Math.random,
      reach: ignore,
      log: (message: string) => console.error(message),
    };
    const runner = new FunctionRunner({
      scheduler: systemScheduler,
      functions: { [FUNCTION_NAME]: FUNCTION },
      invokeFunction: (_name, payload) => task(payload),
    });
    const queues = new Queues({ ...base, behaviours: new Map() });
    const asyncInvocations = new AsyncInvocations({ ...base, runner, sendToQueue: ignore });
    const bus = new ListeningBus({ ...base, rules: {}, queues, asyncInvocations });
    const events = { bus, buses: new Set(["default"]) };
    this.#journal = journal;
    this.#bus = bus;
    this.#service = new StepFunctions({
      ...base,
      engine: interpreterEngine,
      runner,
      asyncInvocations,
      queues,
      events,
      authorizer: new Authorizer(base),
    });
    this.#service.resume();
  }

  /** @returns its ARN */
  async createMachine(name: string, definition: StateMachine): Promise<string> {
    const answer = await this.#call("CreateStateMachine", {
      name,
      roleArn: ROLE,
      definition: JSON.stringify(definition),
    });
    return answer["stateMachineArn"] as string;
  }

  /** Runs one execution; its end is committed when this resolves. @returns its output */
  async run(stateMachineArn: string, input: JsonObject): Promise<Json> {
    const name = randomUUID();
    const ended = this.#bus.ended(name);
    await this.#call("StartExecution", { stateMachineArn, name, input: JSON.stringify(input) });
    const { status, output, error, cause } = await ended;
    await this.#journal.committed();
    if (status !== "SUCCEEDED")
      throw new Error(`The execution is ${JSON.stringify(status)}: ${JSON.stringify({ error, cause })}`);
    return JSON.parse(output as string) as Json;
  }

  /** The texts of the history of the execution that was started last. */
  newestHistory(): string[] {
    const rows = this.#journal.database
      .prepare("SELECT event FROM history WHERE id >= ? * (SELECT max(id) FROM executions) ORDER BY id")
      .all(HISTORY_STRIDE);
    return rows.map((row) => row["event"] as string);
  }

  close(): void {
    this.#service.stop();
    this.#journal.close();
  }

  async #call(operation: string, input: JsonObject): Promise<JsonObject> {
    const context = { requestId: randomUUID(), signal: new AbortController().signal };
    return (await this.#service.service.operations[operation]!(input, context)) as JsonObject;
  }
}

/** The service tells the default event bus of every end: that is how this bench hears of it. */
class ListeningBus extends EventBus {
  readonly #listeners = new Map<string, (detail: JsonObject) => void>();

  ended(executionName: string): Promise<JsonObject> {
    return new Promise((resolve) => this.#listeners.set(executionName, resolve));
  }

  override publish(event: NewEvent): string {
    const { name, status } = event.detail;
    if (status !== "RUNNING") {
      this.#listeners.get(name as string)?.(event.detail);
      this.#listeners.delete(name as string);
    }
    return super.publish(event);
  }
}

const FUNCTION = {
  entry: FUNCTION_NAME,
  description: "Answers what it was asked",
  memoryMb: 128,
  timeoutSeconds: 30,
  access: [],
};

function ignore(): void {}

function fail(error: Error): never {
  throw error;
}
