import type { Json, JsonObject } from "../../../../statemachines/asl/types.ts";
import {
  isObject,
  optionalBoolean,
  optionalList,
  optionalString,
  requireString,
  validationError,
} from "../../http/fields.ts";
import type { Operation } from "../../http/json-service.ts";
import { ServiceError } from "../../http/service-error.ts";
import { requireMachineArn } from "../names.ts";
import { nextToken, requestedPage } from "../pages.ts";
import type { StoredDefinition, StoredStateMachine } from "../state-machine-rows.ts";
import type { StateMachines } from "../state-machines.ts";
import { typeNotSupported } from "../step-functions-errors.ts";
import { versionArn, type Versions } from "../versions.ts";
import { readTags } from "./tag-operations.ts";

const NO_LOGGING = { level: "OFF", includeExecutionData: false };
const NO_TRACING = { enabled: false };

export interface StateMachineOperationsOptions {
  machines: StateMachines;
  versions: Versions;
  /** Ends the executions of a machine that is being deleted. */
  abortExecutions: (machineArn: string) => void;
}

/** Create, update, describe, list and delete state machines. */
export function stateMachineOperations(options: StateMachineOperationsOptions): Record<string, Operation> {
  const { machines } = options;
  return {
    CreateStateMachine: (input) => createStateMachine(options, input),
    UpdateStateMachine: (input) => updateStateMachine(options, input),
    DescribeStateMachine: (input) => describeStateMachine(machines, input),
    ListStateMachines: (input) => listStateMachines(machines, input),
    DeleteStateMachine: (input) => deleteStateMachine(options, input),
  };
}

function createStateMachine(
  { machines, versions }: StateMachineOperationsOptions,
  input: JsonObject,
): JsonObject {
  const type = optionalString(input, "type") ?? "STANDARD";
  if (type !== "STANDARD" && type !== "EXPRESS") {
    throw validationError("type", type, "Member must satisfy enum value set: [STANDARD, EXPRESS]");
  }
  if (type === "EXPRESS") throw typeNotSupported();
  const machine = machines.create({
    name: requireString(input, "name"),
    definition: requireString(input, "definition"),
    roleArn: requireString(input, "roleArn", 256),
    settings: readSettings(input),
    tags: readTags(optionalList(input, "tags") ?? []),
  });
  return {
    stateMachineArn: machine.arn,
    creationDate: machine.createdAtMs / 1000,
    ...publishIfAsked(versions, machine.arn, input),
  };
}

function updateStateMachine(
  { machines, versions }: StateMachineOperationsOptions,
  input: JsonObject,
): JsonObject {
  const arn = requireMachineArn(input);
  const definition = optionalString(input, "definition");
  const roleArn = optionalString(input, "roleArn", 256);
  const settings = isObject(input["loggingConfiguration"]) || isObject(input["tracingConfiguration"]);
  if (definition === undefined && roleArn === undefined && !settings) {
    throw new ServiceError({
      code: "MissingRequiredParameter",
      message:
        "Either the definition, the role ARN, the LoggingConfiguration, the TracingConfiguration or the EncryptionConfiguration must be specified",
    });
  }
  const next = machines.update(arn, {
    ...(definition === undefined ? {} : { definition }),
    ...(roleArn === undefined ? {} : { roleArn }),
    ...(settings ? { settings: readSettings(input) } : {}),
  });
  return {
    updateDate: next.createdAtMs / 1000,
    revisionId: next.revisionId,
    ...publishIfAsked(versions, arn, input),
  };
}

function describeStateMachine(machines: StateMachines, input: JsonObject): JsonObject {
  const machine = machines.find(requireMachineArn(input));
  const definition = machines.rows.definition(machine.arn, machine.version)!;
  return {
    stateMachineArn: machine.arn,
    name: machine.name,
    status: "ACTIVE",
    type: "STANDARD",
    creationDate: machine.createdAtMs / 1000,
    ...describeDefinition(definition),
  };
}

/** What DescribeStateMachine and DescribeStateMachineForExecution have in common. */
export function describeDefinition(definition: StoredDefinition): JsonObject {
  return {
    definition: definition.definition,
    roleArn: definition.roleArn,
    ...(JSON.parse(definition.settings) as JsonObject),
    ...(definition.revisionId === null ? {} : { revisionId: definition.revisionId }),
  };
}

function listStateMachines(machines: StateMachines, input: JsonObject): JsonObject {
  const page = requestedPage(input);
  const found = machines.rows.list(page.after ?? "", page.limit + 1);
  const shown = found.slice(0, page.limit);
  return {
    stateMachines: shown.map(summary),
    ...(found.length > shown.length ? { nextToken: nextToken(shown.at(-1)!.name) } : {}),
  };
}

function summary({ arn, name, createdAtMs }: StoredStateMachine): Json {
  return { stateMachineArn: arn, name, type: "STANDARD", creationDate: createdAtMs / 1000 };
}

/** Deleting what is not there succeeds, as on AWS. */
function deleteStateMachine(
  { machines, versions, abortExecutions }: StateMachineOperationsOptions,
  input: JsonObject,
): JsonObject {
  const arn = requireMachineArn(input);
  if (machines.rows.find(arn) === undefined) return {};
  machines.rows.remove(arn);
  versions.removeOfMachine(arn);
  abortExecutions(arn);
  return {};
}

function readSettings(input: JsonObject): JsonObject {
  const logging = input["loggingConfiguration"];
  const tracing = input["tracingConfiguration"];
  return {
    loggingConfiguration: isObject(logging) ? { ...NO_LOGGING, ...logging } : NO_LOGGING,
    tracingConfiguration: isObject(tracing) ? { ...NO_TRACING, ...tracing } : NO_TRACING,
  };
}

function publishIfAsked(versions: Versions, machineArn: string, input: JsonObject): JsonObject {
  if (optionalBoolean(input, "publish") !== true) return {};
  return { stateMachineVersionArn: versionArn(versions.publish(machineArn)) };
}
