import type { Json, JsonObject } from "../../../statemachines/asl/types.ts";

export const ROLE = "arn:aws:iam::000000000000:role/states";

/** The text of a JSONata state machine: `states` in their order, each leading to the next. */
export function chain(states: Record<string, JsonObject>): string {
  const names = Object.keys(states);
  const linked = names.map((name, index) => {
    const state = states[name]!;
    const isLinked =
      "Next" in state || "End" in state || state["Type"] === "Succeed" || state["Type"] === "Fail";
    const next = names[index + 1];
    return [name, isLinked ? state : { ...state, ...(next === undefined ? { End: true } : { Next: next }) }];
  });
  return JSON.stringify({ QueryLanguage: "JSONata", StartAt: names[0], States: Object.fromEntries(linked) });
}

/** A task that calls a function and keeps what it returns. */
export function invoke(FunctionName: string, Payload: Json = {}): JsonObject {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke",
    Arguments: { FunctionName, Payload },
    Output: "{% $states.result.Payload %}",
  };
}

/** A task that gives a function the task token and waits for somebody to settle it. */
export function invokeAndWait(FunctionName: string): JsonObject {
  return {
    Type: "Task",
    Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
    Arguments: { FunctionName, Payload: { token: "{% $states.context.Task.Token %}" } },
  };
}
