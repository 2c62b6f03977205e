import { ServiceError } from "../http/service-error.ts";

function error(code: string, label: string, detail: string): ServiceError {
  return new ServiceError({ code, message: `${label}: '${detail}'` });
}

export const invalidArn = (detail: string) => error("InvalidArn", "Invalid Arn", detail);
export const invalidName = (name: string) => error("InvalidName", "Invalid Name", name);
export const invalidDefinition = (detail: string) =>
  error("InvalidDefinition", "Invalid State Machine Definition", detail);
export const invalidExecutionInput = (detail: string) =>
  error("InvalidExecutionInput", "Invalid State Machine Execution Input", detail);
export const invalidOutput = (detail: string) => error("InvalidOutput", "Invalid Output", detail);
export const invalidToken = (detail: string) => error("InvalidToken", "Invalid Token", detail);
export const taskDoesNotExist = () =>
  error("TaskDoesNotExist", "Task Does Not Exist", "Provided task does not exist");
export const taskTimedOut = () =>
  error("TaskTimedOut", "Task Timed Out", "Provided task does not exist anymore");
export const stateMachineDoesNotExist = (arn: string) =>
  error("StateMachineDoesNotExist", "State Machine Does Not Exist", arn);
export const stateMachineAlreadyExists = (arn: string) =>
  error("StateMachineAlreadyExists", "State Machine Already Exists", arn);
export const executionDoesNotExist = (arn: string) =>
  error("ExecutionDoesNotExist", "Execution Does Not Exist", arn);
export const executionAlreadyExists = (arn: string) =>
  error("ExecutionAlreadyExists", "Execution Already Exists", arn);
export const conflict = (detail: string) => error("ConflictException", "Conflict", detail);
export const resourceNotFound = (arn: string) => error("ResourceNotFound", "Resource not found", arn);

export function typeNotSupported(): ServiceError {
  return new ServiceError({
    code: "StateMachineTypeNotSupported",
    message: "This operation is not supported by this type of state machine",
  });
}
