import type { Reach } from "../crash-points.ts";
import type { PutEventsOptions } from "../event-bridge/put-events.ts";
import type { JsonService } from "../http/json-service.ts";
import type { Authorizer } from "../iam/authorizer.ts";
import type { Identity } from "../identity.ts";
import type { Journal } from "../journal/journal.ts";
import type { AsyncInvocations } from "../lambda/async-invocations.ts";
import type { FunctionRunner } from "../lambda/function-runner.ts";
import type { Scheduler } from "../scheduler.ts";
import type { Queues } from "../sqs/queues.ts";
import { ChildExecutions } from "./child-executions.ts";
import { ChildRows } from "./child-rows.ts";
import type { Engine } from "./engine.ts";
import { Executions } from "./executions.ts";
import { eventsPutEvents } from "./integrations/events-put-events.ts";
import { functionResource, lambdaInvoke } from "./integrations/lambda-invoke.ts";
import { sqsSendMessage } from "./integrations/sqs-send-message.ts";
import { executionOperations } from "./operations/execution-operations.ts";
import { getExecutionHistory } from "./operations/execution-history.ts";
import { stateMachineOperations } from "./operations/state-machine-operations.ts";
import { tagOperations } from "./operations/tag-operations.ts";
import { taskOperations } from "./operations/task-operations.ts";
import { versionOperations } from "./operations/version-operations.ts";
import { validateStateMachineDefinition } from "./operations/validate-definition.ts";
import { forgetOldExecutions } from "./retention.ts";
import { startExecution, type StartExecutionRequest } from "./start-execution.ts";
import { StateMachineRows } from "./state-machine-rows.ts";
import { StateMachines } from "./state-machines.ts";
import { publishStatus } from "./status-events.ts";
import { TaskDispatcher } from "./task-dispatcher.ts";
import { childNeeds, stepFunctionsNeeds } from "./step-functions-needs.ts";
import { demandFor, TaskRunner } from "./task-runner.ts";
import { VersionRows } from "./version-rows.ts";
import { Versions } from "./versions.ts";

export interface StepFunctionsOptions {
  identity: Identity;
  engine: Engine;
  journal: Journal;
  scheduler: Scheduler;
  runner: FunctionRunner;
  asyncInvocations: AsyncInvocations;
  queues: Queues;
  events: PutEventsOptions;
  authorizer: Authorizer;
  random: () => number;
  uuid: () => string;
  reach: Reach;
  log: (message: string) => void;
}

/** AWS Step Functions (Standard workflows): the service and what it runs in the background. */
export class StepFunctions {
  readonly service: JsonService;
  readonly #options: StepFunctionsOptions;
  readonly #machines: StateMachines;
  readonly #versions: Versions;
  readonly #executions: Executions;

  constructor(options: StepFunctionsOptions) {
    this.#options = options;
    this.#machines = new StateMachines({ ...options, rows: new StateMachineRows(options.journal) });
    const versionRows = new VersionRows(options.journal);
    this.#versions = new Versions({ ...options, machines: this.#machines, rows: versionRows });
    this.#executions = new Executions(options);
    this.#connect();
    this.service = this.#createService();
    forgetOldExecutions(options.journal, options.scheduler.nowMs());
    this.#load();
  }

  /** Goes on with everything that is running. */
  resume(): void {
    this.#executions.resume();
  }

  stop(): void {
    this.#executions.stop();
  }

  #connect(): void {
    const { scheduler, uuid, journal, reach, log, events, authorizer, identity } = this.#options;
    const executions = this.#executions;
    const children = new ChildExecutions({
      executions,
      rows: new ChildRows(journal),
      start: (request) => this.#start(request),
      authorize: (parent, request, isAwaited) =>
        demandFor(authorizer, parent)(childNeeds(identity, request, isAwaited)),
      nowMs: () => scheduler.nowMs(),
      uuid,
      log,
    });
    const dispatcher = new TaskDispatcher({ executions, children, runner: this.#createRunner(), reach, log });
    executions.setDelegate({
      startTask: (execution, task) => dispatcher.start(execution, task),
      taskEnded: (execution, task, cancelled) => children.taskEnded(execution, task, cancelled),
      statusChanged: (execution, outcome) => {
        if (outcome !== undefined) children.ended(execution);
        publishStatus(events.bus, execution, outcome, scheduler.nowMs());
      },
    });
  }

  #createRunner(): TaskRunner {
    return new TaskRunner({
      integrations: {
        "lambda:invoke": lambdaInvoke(this.#options),
        "sqs:sendMessage": sqsSendMessage(this.#options),
        "events:putEvents": eventsPutEvents(this.#options.identity, this.#options.events),
      },
      callFunction: (resource) => functionResource(this.#options, resource),
      authorizer: this.#options.authorizer,
      uuid: this.#options.uuid,
      log: this.#options.log,
    });
  }

  #createService(): JsonService {
    const executions = this.#executions;
    const machines = this.#machines;
    const needsOptions = {
      identity: this.#options.identity,
      machineOfToken: (token: string) => executions.findToken(token)?.execution?.facts.stateMachineArn,
    };
    const abortExecutions = (machineArn: string) => {
      for (const execution of executions.ofMachine(machineArn)) executions.post(execution, { kind: "stop" });
    };
    return {
      targetPrefix: "AWSStepFunctions",
      contentType: "application/x-amz-json-1.0",
      errorNamespace: "",
      // A definition of 1 MiB, escaped inside JSON, with room for the rest of the request.
      bodyLimitBytes: 4 * 1024 * 1024,
      operations: {
        ...stateMachineOperations({ machines, versions: this.#versions, abortExecutions }),
        ...versionOperations(this.#versions),
        ...executionOperations({
          machines,
          executions,
          start: (request) => this.#start(request),
          uuid: this.#options.uuid,
        }),
        ...taskOperations(executions),
        ...tagOperations(machines.rows),
        GetExecutionHistory: (input) => getExecutionHistory(executions, input),
        ValidateStateMachineDefinition: (input) =>
          validateStateMachineDefinition(this.#options.engine, input),
      },
      needs: (operation, input) => stepFunctionsNeeds(needsOptions, operation, input),
    };
  }

  #start(request: StartExecutionRequest) {
    return startExecution(this.#executions, this.#versions.startable(request.stateMachineArn), request);
  }

  /** An execution that this release cannot run stays as it is, for the release that can. */
  #load(): void {
    for (const row of this.#executions.store.rows.running()) {
      try {
        this.#executions.load(row, this.#machines.version(row.machineArn, row.machineVersion));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        this.#options.log(`the execution ${row.arn} cannot be gone on with: ${reason}`);
      }
    }
  }
}
