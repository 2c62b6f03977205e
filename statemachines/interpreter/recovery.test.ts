import { describe, expect, test } from "vitest";
import { chain, machineOf, pathMachineOf, taskState, typesOf } from "./testing/machines.ts";
import { TaskError, virtualRun } from "./virtual-run.ts";

function failing(times: number, error = "Flaky") {
  let calls = 0;
  return () => {
    if (++calls <= times) throw new TaskError(error, `attempt ${calls}`);
    return { calls };
  };
}

describe("Retry", () => {
  const retried = (retrier: Record<string, unknown>) =>
    machineOf({
      A: taskState({
        Retry: [{ ErrorEquals: ["Flaky"], ...retrier }],
        Output: "{% $states.context.State.RetryCount %}",
      }),
    });

  test("tries three times more by default, after 1, 2 and 4 seconds", async () => {
    const result = await virtualRun(retried({}), { task: failing(3) });
    expect(result).toMatchObject({ output: 3, durationMs: 7000 });
    expect(await virtualRun(retried({}), { task: failing(4) })).toMatchObject({
      status: "FAILED",
      cause: "attempt 4",
    });
  });

  test("takes interval, rate, greatest delay and attempts from the retrier", async () => {
    const machine = retried({ IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 4 });
    expect((await virtualRun(machine, { task: failing(4) })).durationMs).toBe((2 + 6 + 10 + 10) * 1000);
  });

  test("waits a random part of the delay with full jitter", async () => {
    const machine = retried({ IntervalSeconds: 100, MaxAttempts: 1, JitterStrategy: "FULL" });
    const { durationMs } = await virtualRun(machine, { task: failing(1) });
    expect(durationMs).toBeGreaterThanOrEqual(0);
    expect(durationMs).toBeLessThan(100_000);
  });

  test("never tries again with no attempts", async () => {
    expect((await virtualRun(retried({ MaxAttempts: 0 }), { task: failing(1) })).status).toBe("FAILED");
  });

  test("counts for each retrier on its own", async () => {
    const errors = ["A", "B", "A", "B"];
    const machine = machineOf({
      T: taskState({
        Retry: [
          { ErrorEquals: ["A"], MaxAttempts: 2 },
          { ErrorEquals: ["B"], MaxAttempts: 2 },
        ],
      }),
    });
    const task = () => {
      const error = errors.shift();
      if (error !== undefined) throw new TaskError(error, "");
      return 1;
    };
    expect((await virtualRun(machine, { task })).status).toBe("SUCCEEDED");
  });

  test("records no entry again, and each evaluation that fails", async () => {
    const machine = machineOf({
      A: taskState({ Arguments: "{% $nothing %}", Retry: [{ ErrorEquals: ["States.ALL"], MaxAttempts: 1 }] }),
    });
    const result = await virtualRun(machine, { task: () => 1 });
    expect(chain(result.history).slice(1)).toEqual([
      "TaskStateEntered<0",
      "EvaluationFailed<0",
      "EvaluationFailed<3",
      "ExecutionFailed<4",
    ]);
  });

  test.each([
    ["States.TaskFailed", "SUCCEEDED"],
    ["States.ALL", "SUCCEEDED"],
    ["Other", "FAILED"],
  ])("matches %s", async (name, status) => {
    const machine = machineOf({ A: taskState({ Retry: [{ ErrorEquals: [name] }] }) });
    expect((await virtualRun(machine, { task: failing(1) })).status).toBe(status);
  });
});

describe("Catch", () => {
  const end = { Type: "Pass", End: true };

  test("is asked after all retries, and gives the error on", async () => {
    const machine = machineOf({
      A: taskState({
        Retry: [{ ErrorEquals: ["Flaky"], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ["Flaky"], Next: "B" }],
      }),
      B: end,
    });
    const result = await virtualRun(machine, { task: failing(9) });
    expect(result.output).toEqual({ Error: "Flaky", Cause: "attempt 2" });
  });

  test("assigns and outputs what its own fields say", async () => {
    const Catch = [
      {
        ErrorEquals: ["States.ALL"],
        Assign: { why: "{% $states.errorOutput.Cause %}" },
        Output: { input: "{% $states.input %}", error: "{% $states.errorOutput.Error %}" },
        Next: "B",
      },
    ];
    const machine = machineOf({
      A: taskState({ Catch }),
      B: { Type: "Pass", Output: ["{% $states.input %}", "{% $why %}"], End: true },
    });
    const result = await virtualRun(machine, { input: { n: 1 }, task: failing(1) });
    expect(result.output).toEqual([{ input: { n: 1 }, error: "Flaky" }, "attempt 1"]);
  });

  test("puts the error where its ResultPath says in JSONPath", async () => {
    const Catch = [{ ErrorEquals: ["States.ALL"], ResultPath: "$.error", Next: "B" }];
    const machine = pathMachineOf({
      A: { Type: "Task", Resource: "arn:aws:states:::sqs:sendMessage", Catch, End: true },
      B: end,
    });
    const result = await virtualRun(machine, { input: { n: 1 }, task: failing(1) });
    expect(result.output).toEqual({ n: 1, error: { Error: "Flaky", Cause: "attempt 1" } });
  });

  test("catches an output that cannot be evaluated", async () => {
    const machine = machineOf({
      A: taskState({
        Output: "{% $nothing %}",
        Catch: [{ ErrorEquals: ["States.QueryEvaluationError"], Output: "caught", Next: "B" }],
      }),
      B: end,
    });
    const result = await virtualRun(machine, { task: () => 1 });
    expect(result.output).toBe("caught");
    expect(chain(result.history).slice(4, 7)).toEqual([
      "TaskSucceeded<4",
      "EvaluationFailed<5",
      "TaskStateExited<6",
    ]);
  });

  test("fails the state once more when its own output cannot be evaluated", async () => {
    const machine = machineOf({
      P: {
        Type: "Parallel",
        Branches: [{ StartAt: "F", States: { F: { Type: "Fail", Error: "E" } } }],
        Catch: [
          { ErrorEquals: ["Other"], Next: "B" },
          { ErrorEquals: ["States.ALL"], Output: { v: "{% $states.input.missing %}" }, Next: "B" },
        ],
        End: true,
      },
      B: end,
    });
    const result = await virtualRun(machine);
    expect(chain(result.history).slice(3)).toEqual([
      "FailStateEntered<3",
      "ParallelStateFailed<4",
      "EvaluationFailed<4",
      "ParallelStateFailed<6",
      "ExecutionFailed<7",
    ]);
    expect(result.cause).toContain("'Catch[1]/Output/v'");
  });

  test("does not catch a payload over the limit as States.ALL, but by its name", async () => {
    const caught = (name: string) =>
      machineOf({ A: taskState({ Catch: [{ ErrorEquals: [name], Output: "caught", Next: "B" }] }), B: end });
    const task = () => "x".repeat(300_000);
    expect((await virtualRun(caught("States.ALL"), { task })).error).toBe("States.DataLimitExceeded");
    expect((await virtualRun(caught("States.DataLimitExceeded"), { task })).output).toBe("caught");
  });
});

describe("an execution", () => {
  test("times out as a whole, wherever it is", async () => {
    const machine = machineOf({ W: { Type: "Wait", Seconds: 100, End: true } }, { TimeoutSeconds: 10 });
    const result = await virtualRun(machine);
    expect(result).toMatchObject({ status: "TIMED_OUT", durationMs: 10_000 });
    expect(result.error).toBeUndefined();
    expect(chain(result.history).at(-1)).toBe("ExecutionTimedOut<0");
  });

  test("is stopped from outside", async () => {
    const machine = machineOf({ W: { Type: "Wait", Seconds: 100, End: true } });
    const events = [{ afterMs: 5000, event: { kind: "stop", error: "Enough", cause: "because" } as const }];
    const result = await virtualRun(machine, { events });
    expect(result).toMatchObject({ status: "ABORTED", error: "Enough", cause: "because", durationMs: 5000 });
    expect(typesOf(result.history).at(-1)).toBe("ExecutionAborted");
  });
});
