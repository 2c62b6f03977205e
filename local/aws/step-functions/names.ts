import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { requireString, validationError } from "../http/fields.ts";
import { invalidArn, invalidName } from "./step-functions-errors.ts";

const LONGEST_NAME = 80;
/** What a name of a state machine or an execution may not hold: space, brackets, wildcards, special and control characters. */
// oxlint-disable-next-line no-control-regex -- control characters are among what is refused
const FORBIDDEN_IN_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

const MACHINE = String.raw`arn:aws[\w-]*:states:[\w-]+:\d{12}:stateMachine:[^:/]+`;
const ALIAS_NAME = "(?=[\\w.-]*[A-Za-z_.-])[\\w.-]{1,80}";
const MACHINE_ARN = new RegExp(`^${MACHINE}$`);
const VERSION_ARN = new RegExp(`^${MACHINE}:\\d+$`);
const ALIAS_ARN = new RegExp(`^${MACHINE}:${ALIAS_NAME}$`);
const STARTABLE_ARN = new RegExp(`^${MACHINE}(:(\\d+|${ALIAS_NAME}))?$`);
const EXECUTION_ARN = /^arn:aws[\w-]*:states:[\w-]+:\d{12}:execution:[^:/]+:[^:/]+$/;

/** @throws ServiceError InvalidName */
export function checkName(name: string): string {
  if (name === "" || name.length > LONGEST_NAME || FORBIDDEN_IN_NAME.test(name)) throw invalidName(name);
  return name;
}

/** @throws ServiceError ValidationException, InvalidArn */
export function requireMachineArn(input: JsonObject, field = "stateMachineArn"): string {
  return requireArn(input, field, MACHINE_ARN);
}

/** Of a machine, a version or an alias. @throws ServiceError ValidationException, InvalidArn */
export function requireStartableArn(input: JsonObject): string {
  return requireArn(input, "stateMachineArn", STARTABLE_ARN);
}

/** @throws ServiceError ValidationException, InvalidArn */
export function requireVersionArn(input: JsonObject): string {
  return requireArn(input, "stateMachineVersionArn", VERSION_ARN);
}

/** @throws ServiceError ValidationException, InvalidArn */
export function requireAliasArn(input: JsonObject): string {
  return requireArn(input, "stateMachineAliasArn", ALIAS_ARN);
}

/** A name with more than digits, which would be a version. @throws ServiceError ValidationException */
export function requireAliasName(input: JsonObject): string {
  const name = requireString(input, "name", LONGEST_NAME);
  if (new RegExp(`^${ALIAS_NAME}$`).test(name)) return name;
  throw validationError("name", name, `Member must satisfy regular expression pattern: ${ALIAS_NAME}`);
}

/** The machine's own ARN, and the version or alias that stands behind it. */
export function splitMachineArn(arn: string): { machineArn: string; qualifier: string | undefined } {
  const parts = arn.split(":");
  return { machineArn: parts.slice(0, 7).join(":"), qualifier: parts[7] };
}

/** @throws ServiceError ValidationException, InvalidArn */
export function requireExecutionArn(input: JsonObject, field = "executionArn"): string {
  return requireArn(input, field, EXECUTION_ARN);
}

function requireArn(input: JsonObject, field: string, shape: RegExp): string {
  const arn = requireString(input, field, 256);
  if (!arn.startsWith("arn:")) throw invalidArn(`Invalid ARN prefix: ${arn}`);
  if (!shape.test(arn)) throw invalidArn(`Resource type not valid in this context: ${arn}`);
  return arn;
}
