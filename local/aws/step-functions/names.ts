import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { requireString } from "../http/fields.ts";
import { invalidArn, invalidName } from "./step-functions-errors.ts";

const LONGEST_NAME = 80;
/** What a name of a state machine or an execution may not hold: space, brackets, wildcards, special and control characters. */
// oxlint-disable-next-line no-control-regex -- control characters are among what is refused
const FORBIDDEN_IN_NAME = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

const MACHINE_ARN = /^arn:aws[\w-]*:states:[\w-]+:\d{12}:stateMachine:[^:/]+$/;
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
