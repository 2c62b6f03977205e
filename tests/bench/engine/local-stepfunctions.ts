import { StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import type { RunExecution } from "./engine-contender.ts";
import { stateNames, type Task } from "./workloads.ts";

/** The package aws-local-stepfunctions, which has JSONPath only. Nobody reads its event log. */
export function localStepFunctions(definition: StateMachineDefinition, task: Task): RunExecution {
  const machine = new StateMachine(definition, { validationOptions: { checkArn: false } });
  const handlers = Object.fromEntries(stateNames.map((name) => [name, task]));
  const options = { overrides: { taskResourceLocalHandlers: handlers } };
  return async (input) => machine.run(input, options).result;
}
