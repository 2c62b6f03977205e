import type { StateMachineDefinition } from "aws-local-stepfunctions";
import type { Json, JsonObject, StateMachine } from "../../../statemachines/asl/types.ts";

/** One piece of work for all engines, in both query languages of Step Functions. */
export interface Workload {
  name: string;
  input: JsonObject;
  jsonata: StateMachine;
  jsonPath: StateMachineDefinition;
  /** The same in plain code: the bound. */
  bare(input: JsonObject, task: Task): Promise<Json>;
}

export type Task = (payload: Json) => Promise<Json>;

export const TASKS = 10;
export const FUNCTION_NAME = "no-op";
const RESOURCE = `arn:aws:lambda:us-east-1:000000000000:function:${FUNCTION_NAME}`;
const STEPS = Array.from({ length: TASKS }, (_, index) => index + 1);

const input: JsonObject = {
  customer: { name: "Ada", tier: "gold" },
  order: { id: "12345", total: 59.9, items: ["mug", "lamp"] },
};

/** What every task is: it answers what it was asked. */
export const noOperation: Task = async (payload) => payload;

/** Task after task; each evaluates an Arguments object and merges its result into what the next one gets. */
export const chain: Workload = {
  name: "chain of 10 tasks",
  input,
  jsonata: {
    QueryLanguage: "JSONata",
    StartAt: stateName(1),
    States: Object.fromEntries(
      STEPS.map((step) => [stateName(step), { ...jsonataTask(step), ...linkOf(step) }]),
    ),
  },
  jsonPath: {
    StartAt: stateName(1),
    States: Object.fromEntries(
      STEPS.map((step) => [stateName(step), { ...jsonPathTask(step), ...linkOf(step) }]),
    ),
  },
  async bare(given, task) {
    let value = given;
    for (const step of STEPS) value = { ...value, [key(step)]: await task(argumentsOf(value, step)) };
    return value;
  },
};

/** All tasks at once, each in a branch of its own; the results are merged into the input. */
export const parallel: Workload = {
  name: "Parallel of 10 tasks",
  input,
  jsonata: {
    QueryLanguage: "JSONata",
    StartAt: "All",
    States: {
      All: {
        Type: "Parallel",
        Branches: STEPS.map((step) => branchOf(step, { ...jsonataTask(step), End: true })),
        Output: "{% $merge([$states.input, {'results': $states.result}]) %}",
        End: true,
      },
    },
  },
  jsonPath: {
    StartAt: "All",
    States: {
      All: {
        Type: "Parallel",
        Branches: STEPS.map((step) => branchOf(step, { ...jsonPathTask(step), End: true as const })),
        ResultPath: "$.results",
        End: true,
      },
    },
  },
  async bare(given, task) {
    const one = async (step: number) => ({ ...given, [key(step)]: await task(argumentsOf(given, step)) });
    return { ...given, results: await Promise.all(STEPS.map(one)) };
  },
};

export function stateName(step: number): string {
  return `Step ${step}`;
}

export const stateNames = STEPS.map(stateName);

function key(step: number): string {
  return `step_${step}`;
}

function linkOf(step: number): { Next: string } | { End: true } {
  return step === TASKS ? { End: true } : { Next: stateName(step + 1) };
}

function branchOf<S>(step: number, state: S): { StartAt: string; States: Record<string, S> } {
  return { StartAt: stateName(step), States: { [stateName(step)]: state } };
}

function argumentsOf(value: JsonObject, step: number): Json {
  const { order, customer } = value as { order: { id: string }; customer: { name: string } };
  return { order_id: order.id, customer: customer.name, step };
}

function jsonataTask(step: number) {
  return {
    Type: "Task" as const,
    Resource: RESOURCE,
    Arguments: {
      order_id: "{% $states.input.order.id %}",
      customer: "{% $states.input.customer.name %}",
      step,
    },
    Output: `{% $merge([$states.input, {'${key(step)}': $states.result}]) %}`,
  };
}

function jsonPathTask(step: number) {
  return {
    Type: "Task" as const,
    Resource: RESOURCE,
    Parameters: { "order_id.$": "$.order.id", "customer.$": "$.customer.name", step },
    ResultPath: `$.${key(step)}`,
  };
}
