import { StateMachine, type StateMachineDefinition } from "aws-local-stepfunctions";
import type { Json } from "../../../statemachines/asl/types.ts";
import type { RunExecution } from "./engine-contender.ts";
import { stateNames, type Task } from "./workloads.ts";

/** The package aws-local-stepfunctions, which has JSONPath only. Nobody reads its event log. */
export function localStepFunctions(definition: StateMachineDefinition, task: Task): RunExecution {
  const machine = new StateMachine(definition, { validationOptions: { checkArn: false } });
  const handlers = Object.fromEntries(stateNames.map((name) => [name, task as PeerTask]));
  const options = { overrides: { taskResourceLocalHandlers: handlers } };
  return async (input) => (await machine.run(input as PeerInput, options).result) as Json;
}

type PeerInput = Parameters<StateMachine["run"]>[0];
type PeerTask = (input: PeerInput) => Promise<PeerInput>;
