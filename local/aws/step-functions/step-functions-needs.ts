import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { textOf } from "../http/fields.ts";
import type { Need } from "../iam/evaluate.ts";
import { arnOf, executionArn, stateMachineArn, type Identity } from "../identity.ts";
import type { StartExecutionRequest } from "./start-execution.ts";
import { splitMachineArn } from "./names.ts";

export interface StepFunctionsNeedsOptions {
  identity: Identity;
  /** The machine whose execution waits with this token. */
  machineOfToken: (token: string) => string | undefined;
}

const STATES = "states.amazonaws.com";
/** Where an operation names what it is for; the first field that is there counts. */
const RESOURCE_FIELDS = [
  "executionArn",
  "stateMachineAliasArn",
  "stateMachineVersionArn",
  "stateMachineArn",
  "resourceArn",
];

/**
 * What a caller of Step Functions has to be allowed.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 */
export function stepFunctionsNeeds(
  options: StepFunctionsNeedsOptions,
  operation: string,
  input: JsonObject,
): Need[] {
  const action = `states:${operation}`;
  if (operation.startsWith("SendTask")) return tokenNeeds(options, action, input);
  if (operation === "CreateStateMachine") return createNeeds(options, input);
  const field = RESOURCE_FIELDS.find((name) => typeof input[name] === "string");
  const resource = field === undefined ? "*" : resourceOf(operation, textOf(input[field]));
  return [{ action, resource }, ...publishVersion(input, resource), ...passRole(input)];
}

/** A start is allowed for the machine, whichever version or alias it names. */
function resourceOf(operation: string, arn: string): string {
  return operation === "StartExecution" ? splitMachineArn(arn).machineArn : arn;
}

/** A token that nobody waits with names no machine; the operation itself says so. */
function tokenNeeds(
  { machineOfToken }: StepFunctionsNeedsOptions,
  action: string,
  input: JsonObject,
): Need[] {
  const resource = machineOfToken(textOf(input["taskToken"]));
  return resource === undefined ? [] : [{ action, resource }];
}

function createNeeds({ identity }: StepFunctionsNeedsOptions, input: JsonObject): Need[] {
  const resource = stateMachineArn(identity, textOf(input["name"]));
  const tags = Array.isArray(input["tags"]) && input["tags"].length > 0;
  return [
    { action: "states:CreateStateMachine", resource },
    ...(tags ? [{ action: "states:TagResource", resource }] : []),
    ...publishVersion(input, resource),
    ...passRole(input),
  ];
}

function publishVersion(input: JsonObject, resource: string): Need[] {
  return input["publish"] === true ? [{ action: "states:PublishStateMachineVersion", resource }] : [];
}

/** Whoever gives a machine its role could act through it, so the role has to be theirs to pass. */
function passRole(input: JsonObject): Need[] {
  if (typeof input["roleArn"] !== "string") return [];
  return [{ action: "iam:PassRole", resource: input["roleArn"], context: { "iam:PassedToService": STATES } }];
}

/** The rule by which Step Functions hears of a child's end; it makes it itself, under the parent's role. */
const END_RULE = "rule/StepFunctionsGetEventsForStepFunctionsExecutionRule";

/**
 * What a state machine's role has to be allowed for running another one, and for waiting until it ends.
 * @see https://docs.aws.amazon.com/step-functions/latest/dg/connect-stepfunctions.html#sync-async-iam-policies
 */
export function childNeeds(
  identity: Identity,
  { stateMachineArn: machine, name }: StartExecutionRequest,
  isAwaited: boolean,
): Need[] {
  const start = { action: "states:StartExecution", resource: machine };
  if (!isAwaited) return [start];
  const child = executionArn(unqualified(machine), name);
  const rule = arnOf(identity, "events", END_RULE);
  return [
    start,
    ...["states:DescribeExecution", "states:StopExecution"].map((action) => ({ action, resource: child })),
    ...["events:PutTargets", "events:PutRule", "events:DescribeRule"].map((action) => ({
      action,
      resource: rule,
    })),
  ];
}

/** A machine's ARN without version or alias. */
function unqualified(machineArn: string): string {
  return machineArn.split(":").slice(0, 7).join(":");
}
