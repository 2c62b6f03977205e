import { describe, expect, test } from "vitest";
import { chain, detailsOf, machineOf, pathMachineOf, taskState, typesOf } from "../testing/machines.ts";
import { Later, TaskError, virtualRun } from "../virtual-run.ts";

const TOKEN_TASK = taskState({
  Resource: "arn:aws:states:::lambda:invoke.waitForTaskToken",
  Arguments: { FunctionName: "f", Payload: { token: "{% $states.context.Task.Token %}" } },
});

describe("a Task", () => {
  test("calls its resource with evaluated arguments and gives the result on", async () => {
    const calls: unknown[] = [];
    const machine = machineOf({ A: taskState({ Arguments: { n: "{% $states.input.n + 1 %}" } }) });
    const result = await virtualRun(machine, {
      input: { n: 1 },
      task: (task) => {
        calls.push(task.arguments);
        return { ok: true };
      },
    });
    expect(calls).toEqual([{ n: 2 }]);
    expect(result).toMatchObject({ status: "SUCCEEDED", output: { ok: true } });
  });

  test("gives the state's input to its resource where it has no arguments", async () => {
    const machine = machineOf({ A: taskState({ Arguments: undefined }) });
    const result = await virtualRun(machine, { input: { n: 1 }, task: (task) => task.arguments });
    expect(result.output).toEqual({ n: 1 });
  });

  test("fails the execution with the error and cause of its resource", async () => {
    const machine = machineOf({ A: taskState() });
    const task = () => {
      throw new TaskError("Broken", "it broke");
    };
    const result = await virtualRun(machine, { task });
    expect(result).toMatchObject({ status: "FAILED", error: "Broken", cause: "it broke" });
    expect(chain(result.history).slice(2)).toEqual([
      "TaskScheduled<2",
      "TaskStarted<3",
      "TaskFailed<4",
      "ExecutionFailed<5",
    ]);
  });

  test("gives a token to a task that waits for one, and goes on with what the token brings", async () => {
    const seen: unknown[] = [];
    const result = await virtualRun(machineOf({ A: TOKEN_TASK }), {
      task: ({ arguments: input, taskToken }) => {
        seen.push((input as { Payload: { token: string } }).Payload.token === taskToken);
        return new Later(5000, { output: { decision: "yes" } }, { StatusCode: 200 });
      },
    });
    expect(seen).toEqual([true]);
    expect(result).toMatchObject({ status: "SUCCEEDED", output: { decision: "yes" }, durationMs: 5000 });
    expect(typesOf(result.history).slice(2, 6)).toEqual([
      "TaskScheduled",
      "TaskStarted",
      "TaskSubmitted",
      "TaskSucceeded",
    ]);
    expect(detailsOf(result.history, "TaskScheduled")).toMatchObject({
      resource: "invoke.waitForTaskToken",
      resourceType: "lambda",
    });
  });

  test("has no token in its context where it waits for none", async () => {
    const machine = machineOf({
      A: taskState({ Arguments: { has: "{% $exists($states.context.Task) %}" } }),
    });
    const result = await virtualRun(machine, { task: (task) => task.arguments });
    expect(result.output).toEqual({ has: false });
  });

  test("times out", async () => {
    const machine = machineOf({ A: { ...TOKEN_TASK, TimeoutSeconds: "{% 10 * 2 %}" } });
    const result = await virtualRun(machine, { task: () => new Later(0, "never") });
    expect(result).toMatchObject({ status: "FAILED", error: "States.Timeout", durationMs: 20_000 });
    expect(result.cause).toBeUndefined();
    expect(detailsOf(result.history, "TaskScheduled")["timeoutInSeconds"]).toBe(20);
    expect(detailsOf(result.history, "TaskTimedOut")).toEqual({
      error: "States.Timeout",
      resource: "invoke.waitForTaskToken",
      resourceType: "lambda",
    });
  });

  test("times out when no heartbeat comes, and each heartbeat gives it more time", async () => {
    const machine = machineOf({ A: { ...TOKEN_TASK, HeartbeatSeconds: 10 } });
    const quiet = await virtualRun(machine, { task: () => new Later(0, "never") });
    expect(quiet).toMatchObject({ error: "States.Timeout", durationMs: 10_000 });
    const beating = await virtualRun(machine, {
      task: () => new Later(0, "never"),
      events: [{ afterMs: 9000, event: { kind: "task-heartbeat", taskId: "0:1" } }],
    });
    expect(beating).toMatchObject({ error: "States.Timeout", durationMs: 19_000 });
  });

  test.each(["States.HeartbeatTimeout", "States.Timeout", "States.ALL"])(
    "catches a missing heartbeat as %s",
    async (name) => {
      const Catch = [{ ErrorEquals: [name], Next: "Caught", Output: "{% $states.errorOutput.Error %}" }];
      const machine = machineOf({
        A: { ...TOKEN_TASK, HeartbeatSeconds: 1, Catch },
        Caught: { Type: "Succeed" },
      });
      const result = await virtualRun(machine, { task: () => new Later(0, "never") });
      expect(result).toMatchObject({ status: "SUCCEEDED", output: "States.Timeout" });
    },
  );

  test("ignores a result that comes after its timeout", async () => {
    const Catch = [{ ErrorEquals: ["States.Timeout"], Next: "Wait" }];
    const machine = machineOf({
      A: { ...TOKEN_TASK, TimeoutSeconds: 1, Catch },
      Wait: { Type: "Wait", Seconds: 100, Next: "Done" },
      Done: { Type: "Succeed", Output: "in time" },
    });
    const result = await virtualRun(machine, { task: () => new Later(50_000, { output: "late" }) });
    expect(result).toMatchObject({ output: "in time", durationMs: 101_000 });
  });

  test("records a Lambda function of its own as one", async () => {
    const Resource = "arn:aws:lambda:us-east-1:111111111111:function:f";
    const machine = machineOf({ A: taskState({ Resource }) });
    const result = await virtualRun(machine, { task: () => 1 });
    expect(typesOf(result.history).slice(2, 5)).toEqual([
      "LambdaFunctionScheduled",
      "LambdaFunctionStarted",
      "LambdaFunctionSucceeded",
    ]);
  });

  test("fails when its result is over 256 KiB", async () => {
    const result = await virtualRun(machineOf({ A: taskState() }), { task: () => "x".repeat(262_144) });
    expect(result).toMatchObject({
      status: "FAILED",
      error: "States.DataLimitExceeded",
      cause:
        "The state/task 'lambda' returned a result with a size exceeding the maximum number of bytes service limit.",
    });
  });

  test("accepts a result of exactly 256 KiB", async () => {
    const result = await virtualRun(machineOf({ A: taskState() }), { task: () => "x".repeat(262_142) });
    expect(result.status).toBe("SUCCEEDED");
  });

  test("reads its timeout from the input in JSONPath", async () => {
    const machine = pathMachineOf({
      A: {
        ...taskState(),
        Arguments: undefined,
        Parameters: { "n.$": "$.n" },
        TimeoutSecondsPath: "$.timeout",
      },
    });
    const result = await virtualRun(machine, {
      input: { n: 1, timeout: 7 },
      task: () => new Later(0, "never"),
    });
    expect(result).toMatchObject({ error: "States.Timeout", durationMs: 7000 });
  });

  test("refuses a timeout that is no whole number", async () => {
    const machine = machineOf({ A: taskState({ TimeoutSeconds: "{% 1.5 %}" }) });
    const result = await virtualRun(machine, { task: () => 1 });
    expect(result).toMatchObject({ error: "States.QueryEvaluationError" });
  });
});
