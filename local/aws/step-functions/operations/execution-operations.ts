import type { Json, JsonObject } from "../../../../statemachines/asl/types.ts";
import { optionalString, validationError } from "../../http/fields.ts";
import type { Operation } from "../../http/json-service.ts";
import { redriveReason } from "../describe-for-parent.ts";
import type { StoredExecution } from "../execution-rows.ts";
import type { Executions } from "../executions.ts";
import { requireExecutionArn, requireMachineArn, requireStartableArn } from "../names.ts";
import { nextToken, requestedPage } from "../pages.ts";
import type { StartedExecution, StartExecutionRequest } from "../start-execution.ts";
import type { StateMachines } from "../state-machines.ts";
import { executionDoesNotExist, typeNotSupported } from "../step-functions-errors.ts";
import { describeDefinition } from "./state-machine-operations.ts";

const STATUSES = ["SUCCEEDED", "TIMED_OUT", "PENDING_REDRIVE", "ABORTED", "FAILED", "RUNNING"];

export interface ExecutionOperationsOptions {
  machines: StateMachines;
  executions: Executions;
  start: (request: StartExecutionRequest) => StartedExecution;
  uuid: () => string;
}

/** Start, stop, describe and list executions. */
export function executionOperations(options: ExecutionOperationsOptions): Record<string, Operation> {
  return {
    StartExecution: (input) => start(options, input),
    StopExecution: (input) => stop(options, input),
    DescribeExecution: (input) => describe(find(options, input)),
    DescribeStateMachineForExecution: (input) => describeMachine(options, input),
    ListExecutions: (input) => list(options, input),
    StartSyncExecution: () => {
      throw typeNotSupported();
    },
  };
}

function start({ start: startExecution, uuid }: ExecutionOperationsOptions, input: JsonObject): JsonObject {
  const started = startExecution({
    stateMachineArn: requireStartableArn(input),
    name: optionalString(input, "name") ?? uuid(),
    input: optionalString(input, "input") ?? "{}",
  });
  started.begin();
  return { executionArn: started.arn, startDate: started.startedAtMs / 1000 };
}

/** Stopping what has ended already changes nothing and succeeds. */
async function stop(options: ExecutionOperationsOptions, input: JsonObject): Promise<JsonObject> {
  const error = optionalString(input, "error", 256);
  const cause = optionalString(input, "cause", 32_768);
  const row = find(options, input);
  const execution = options.executions.find(row.id);
  if (execution === undefined && row.status === "RUNNING") {
    throw new Error(`${row.arn} was written by another release and cannot be stopped by this one`);
  }
  if (execution !== undefined) {
    const reason = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
    await new Promise((resolve) => {
      options.executions.post(execution, { kind: "stop", ...reason }, resolve);
    });
  }
  return { stopDate: (find(options, input).stoppedAtMs ?? 0) / 1000 };
}

function describe(row: StoredExecution): JsonObject {
  return {
    executionArn: row.arn,
    stateMachineArn: row.machineArn,
    name: row.name,
    status: row.status,
    startDate: row.startedAtMs / 1000,
    ...(row.stoppedAtMs === null ? {} : { stopDate: row.stoppedAtMs / 1000 }),
    input: row.input,
    inputDetails: { included: true },
    ...(row.output === null ? {} : { output: row.output, outputDetails: { included: true } }),
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.cause === null ? {} : { cause: row.cause }),
    redriveCount: 0,
    redriveStatus: "NOT_REDRIVABLE",
    redriveStatusReason: redriveReason(row.status),
  };
}

function describeMachine(options: ExecutionOperationsOptions, input: JsonObject): JsonObject {
  const row = find(options, input);
  const definition = options.machines.rows.definition(row.machineArn, row.machineVersion)!;
  return {
    stateMachineArn: row.machineArn,
    name: row.machineArn.slice(row.machineArn.lastIndexOf(":") + 1),
    updateDate: definition.createdAtMs / 1000,
    ...describeDefinition(definition),
  };
}

function list({ machines, executions }: ExecutionOperationsOptions, input: JsonObject): JsonObject {
  const machineArn = requireMachineArn(input);
  const status = optionalString(input, "statusFilter");
  if (status !== undefined && !STATUSES.includes(status)) {
    const constraint = `Member must satisfy enum value set: [${STATUSES.join(", ")}]`;
    throw validationError("statusFilter", status, constraint);
  }
  machines.find(machineArn);
  const page = requestedPage(input, 3096);
  const before = page.after === undefined ? Number.MAX_SAFE_INTEGER : Number(page.after);
  const found = executions.store.rows.list(machineArn, before, page.limit + 1, status);
  const shown = found.slice(0, page.limit);
  return {
    executions: shown.map(summary),
    ...(found.length > shown.length ? { nextToken: nextToken(shown.at(-1)!.id) } : {}),
  };
}

function summary(row: StoredExecution): Json {
  return {
    executionArn: row.arn,
    stateMachineArn: row.machineArn,
    name: row.name,
    status: row.status,
    startDate: row.startedAtMs / 1000,
    ...(row.stoppedAtMs === null ? {} : { stopDate: row.stoppedAtMs / 1000 }),
    redriveCount: 0,
  };
}

function find({ executions }: ExecutionOperationsOptions, input: JsonObject): StoredExecution {
  const arn = requireExecutionArn(input);
  const row = executions.store.rows.find(arn);
  if (row === undefined) throw executionDoesNotExist(arn);
  return row;
}
