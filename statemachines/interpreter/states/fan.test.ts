import { describe, expect, test } from "vitest";
import type { Json } from "../../asl/types.ts";
import { chain, machineOf, pathMachineOf, taskState, typesOf } from "../testing/machines.ts";
import { Later, TaskError, virtualRun, type VirtualTask } from "../virtual-run.ts";

const pass = (fields: Record<string, unknown> = {}) => ({ Type: "Pass", End: true, ...fields });
const branch = (name: string, state: unknown) => ({ StartAt: name, States: { [name]: state } });
const number = ({ arguments: input }: VirtualTask) => (input as { n: number }).n;

describe("a Parallel", () => {
  test("gives the outputs of its branches in their order", async () => {
    const machine = machineOf({
      P: {
        Type: "Parallel",
        Arguments: { n: "{% $states.input.n * 2 %}" },
        Branches: [
          branch("A", pass({ Output: "{% $states.input.n %}" })),
          branch("B", pass({ Output: "b" })),
        ],
        Output: { all: "{% $states.result %}" },
        End: true,
      },
    });
    const result = await virtualRun(machine, { input: { n: 2 } });
    expect(result.output).toEqual({ all: [4, "b"] });
  });

  test("runs its branches at the same time", async () => {
    const machine = machineOf({
      P: { Type: "Parallel", Branches: ["A", "B", "C"].map((name) => branch(name, taskState())), End: true },
    });
    const result = await virtualRun(machine, { task: () => new Later(1000, { output: 1 }) });
    expect(result).toMatchObject({ output: [1, 1, 1], durationMs: 1000 });
  });

  test("chains the events of a branch to each other, and its exit to the last of them", async () => {
    const machine = machineOf({
      P: { Type: "Parallel", Branches: [branch("A", pass()), branch("B", pass())], End: true },
    });
    const result = await virtualRun(machine);
    expect(chain(result.history)).toEqual([
      "ExecutionStarted<0",
      "ParallelStateEntered<0",
      "ParallelStateStarted<2",
      "PassStateEntered<3",
      "PassStateExited<4",
      "PassStateEntered<3",
      "PassStateExited<6",
      "ParallelStateSucceeded<7",
      "ParallelStateExited<7",
      "ExecutionSucceeded<9",
    ]);
  });

  test("aborts its other branches when one fails, cancels their tasks, and can be caught", async () => {
    const machine = machineOf({
      P: {
        Type: "Parallel",
        Branches: [branch("Slow", taskState()), branch("Bad", { Type: "Fail", Error: "Bad", Cause: "so" })],
        Catch: [{ ErrorEquals: ["Bad"], Next: "Caught" }],
        End: true,
      },
      Caught: pass(),
    });
    const result = await virtualRun(machine, { task: () => new Later(99_000, { output: 1 }) });
    expect(result).toMatchObject({
      status: "SUCCEEDED",
      output: { Error: "Bad", Cause: "so" },
      durationMs: 0,
    });
    expect(typesOf(result.history)).toContain("TaskStateAborted");
    expect(typesOf(result.history).indexOf("ParallelStateFailed")).toBeGreaterThan(0);
  });

  test("starts all over when it is retried", async () => {
    let calls = 0;
    const machine = machineOf({
      P: {
        Type: "Parallel",
        Branches: [branch("A", taskState()), branch("B", taskState())],
        Retry: [{ ErrorEquals: ["States.ALL"], IntervalSeconds: 3, MaxAttempts: 1 }],
        End: true,
      },
    });
    const task = () => {
      if (++calls === 1) throw new TaskError("Once", "");
      return calls;
    };
    const result = await virtualRun(machine, { task });
    expect(result).toMatchObject({ status: "SUCCEEDED", durationMs: 3000 });
    expect(typesOf(result.history).filter((type) => type === "ParallelStateStarted")).toHaveLength(2);
  });

  test("lets branches read the variables around them, and keeps theirs to themselves", async () => {
    const machine = machineOf({
      Before: { Type: "Pass", Assign: { outer: 1 }, Next: "P" },
      P: {
        Type: "Parallel",
        Branches: [
          {
            StartAt: "A",
            States: {
              A: { Type: "Pass", Assign: { inner: "{% $outer + 1 %}" }, Next: "A2" },
              A2: pass({ Output: "{% $outer + $inner %}" }),
            },
          },
          branch("B", pass({ Output: "{% $exists($inner) %}" })),
        ],
        Assign: { results: "{% $states.result %}" },
        Next: "After",
      },
      After: pass({ Output: ["{% $results %}", "{% $exists($inner) %}"] }),
    });
    const result = await virtualRun(machine);
    expect(result.output).toEqual([[3, false], false]);
  });

  test("may stand in another one", async () => {
    const inner = {
      Type: "Parallel",
      Branches: [branch("X", pass({ Output: 1 })), branch("Y", pass({ Output: 2 }))],
      End: true,
    };
    const machine = machineOf({
      P: { Type: "Parallel", Branches: [branch("I", inner), branch("Z", pass({ Output: 3 }))], End: true },
    });
    expect((await virtualRun(machine)).output).toEqual([[1, 2], 3]);
  });

  test("blames the failed state of the innermost branch, once", async () => {
    const bad = pass({ Output: "{% $nothing %}" });
    const inner = { Type: "Parallel", Branches: [branch("X", bad)], End: true };
    const machine = machineOf({ P: { Type: "Parallel", Branches: [branch("I", inner)], End: true } });
    const result = await virtualRun(machine);
    expect(result.cause).toBe(
      "An error occurred while executing the state 'X' (entered at the event id #6). The JSONata expression '$nothing' specified for the field 'Output' returned nothing (undefined).",
    );
  });

  test("ends the execution at once when a path in a branch leads nowhere, whatever is caught", async () => {
    const machine = pathMachineOf({
      P: {
        Type: "Parallel",
        Branches: [branch("A", pass({ Parameters: { "m.$": "$.nope" } }))],
        Catch: [{ ErrorEquals: ["States.ALL"], Next: "Caught" }],
        End: true,
      },
      Caught: pass(),
    });
    const result = await virtualRun(machine, { input: { x: "a" } });
    expect(result).toMatchObject({ status: "FAILED", error: "States.Runtime" });
    expect(chain(result.history).slice(2)).toEqual([
      "ParallelStateStarted<2",
      "PassStateEntered<3",
      "ExecutionFailed<4",
    ]);
  });
});

describe("a Map", () => {
  const map = (fields: Record<string, unknown>, state: unknown = pass()) => ({
    Type: "Map",
    ItemProcessor: branch("I", state),
    End: true,
    ...fields,
  });

  test("keeps the order of its items, whichever ends first", async () => {
    const machine = machineOf({
      M: map({ Items: [3, 1, 2] }, taskState({ Arguments: { n: "{% $states.input %}" } })),
    });
    const result = await virtualRun(machine, {
      task: (task) => new Later(number(task) * 1000, { output: number(task) }),
    });
    expect(result).toMatchObject({ output: [3, 1, 2], durationMs: 3000 });
  });

  test.each([
    [1, 6000],
    [2, 3000],
    [0, 1000],
    [100, 1000],
  ])("runs %i at once: six items of a second take %i ms", async (MaxConcurrency, durationMs) => {
    const machine = machineOf({ M: map({ Items: "{% [1..6] %}", MaxConcurrency }, taskState()) });
    const result = await virtualRun(machine, { task: () => new Later(1000, { output: 1 }) });
    expect(result.durationMs).toBe(durationMs);
  });

  test("runs no more than forty at once", async () => {
    const machine = machineOf({ M: map({ Items: "{% [1..41] %}" }, taskState()) });
    const result = await virtualRun(machine, { task: () => new Later(1000, { output: 1 }) });
    expect(result.durationMs).toBe(2000);
  });

  test("tells each iteration its item and place", async () => {
    const ItemSelector = {
      i: "{% $states.context.Map.Item.Index %}",
      v: "{% $states.context.Map.Item.Value %}",
      all: "{% $count($states.input) %}",
    };
    const Output = "{% $merge([$states.input, {'inside': $states.context.Map.Item.Value}]) %}";
    const result = await virtualRun(machineOf({ M: map({ ItemSelector }, pass({ Output })) }), {
      input: ["a", "b"],
    });
    expect(result.output).toEqual([
      { i: 0, v: "a", all: 2, inside: "a" },
      { i: 1, v: "b", all: 2, inside: "b" },
    ]);
  });

  test("blames itself for an item that cannot be selected", async () => {
    const result = await virtualRun(
      machineOf({ M: map({ Items: [1], ItemSelector: { v: "{% $nothing %}" } }) }),
    );
    expect(result.cause).toContain("executing the state 'M' (entered at the event id #2)");
    expect(result.cause).toContain("'ItemSelector/v'");
    expect(typesOf(result.history).slice(3)).toEqual([
      "MapIterationStarted",
      "EvaluationFailed",
      "MapIterationFailed",
      "MapStateFailed",
      "ExecutionFailed",
    ]);
  });

  test("fails with the first iteration that fails and stops the others", async () => {
    const started: Json[] = [];
    const machine = machineOf({
      M: map(
        { Items: [1, 2, 3, 4], MaxConcurrency: 2 },
        taskState({ Arguments: { n: "{% $states.input %}" } }),
      ),
    });
    const result = await virtualRun(machine, {
      task: (task) => {
        started.push(number(task));
        if (number(task) === 2) throw new TaskError("Second", "failed");
        return new Later(10_000, { output: 1 });
      },
    });
    expect(result).toMatchObject({ status: "FAILED", error: "Second", durationMs: 0 });
    expect(started).toEqual([1, 2]);
  });

  test("tolerates as many failures as it may", async () => {
    const state = taskState({ Arguments: { n: "{% $states.input %}" } });
    const task = (call: VirtualTask) => {
      if (number(call) > 2) throw new TaskError("Big", "");
      return number(call);
    };
    const tolerant = await virtualRun(
      machineOf({ M: map({ Items: [1, 2, 3], ToleratedFailureCount: 1 }, state) }),
      { task },
    );
    expect(tolerant).toMatchObject({ status: "SUCCEEDED", output: [1, 2] });
    const exceeded = await virtualRun(
      machineOf({ M: map({ Items: [1, 3, 4], ToleratedFailurePercentage: 34 }, state) }),
      { task },
    );
    expect(exceeded).toMatchObject({ status: "FAILED", error: "States.ExceedToleratedFailureThreshold" });
  });

  test("records a wrong tolerance as found when the Map was entered", async () => {
    const result = await virtualRun(
      machineOf({ M: map({ Items: [1], ToleratedFailureCount: "{% $nothing %}" }) }),
    );
    expect(chain(result.history).slice(2)).toEqual([
      "MapStateStarted<2",
      "EvaluationFailed<0",
      "MapStateFailed<4",
      "ExecutionFailed<5",
    ]);
  });

  test("catches an iteration's failure", async () => {
    const machine = machineOf({
      M: map(
        { Items: [1], Catch: [{ ErrorEquals: ["Boom"], Next: "Caught", Output: "caught" }] },
        { Type: "Fail", Error: "Boom" },
      ),
      Caught: pass(),
    });
    expect((await virtualRun(machine)).output).toBe("caught");
  });

  test("keeps the events of a distributed Map's items to themselves", async () => {
    const ItemProcessor = {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      ...branch("I", pass()),
    };
    const result = await virtualRun(
      machineOf({ M: { Type: "Map", Items: [1, 2], ItemProcessor, End: true } }),
    );
    expect(result.output).toEqual([1, 2]);
    expect(chain(result.history).slice(2)).toEqual([
      "MapStateStarted<2",
      "MapRunStarted<3",
      "MapRunSucceeded<4",
      "MapStateSucceeded<5",
      "MapStateExited<4",
      "ExecutionSucceeded<7",
    ]);
  });

  test("fails a distributed Map beyond its tolerance", async () => {
    const ItemProcessor = {
      ProcessorConfig: { Mode: "DISTRIBUTED", ExecutionType: "STANDARD" },
      ...branch("I", { Type: "Fail", Error: "E" }),
    };
    const result = await virtualRun(
      machineOf({ M: { Type: "Map", Items: [1, 2], ItemProcessor, End: true } }),
    );
    expect(result).toMatchObject({
      error: "States.ExceedToleratedFailureThreshold",
      cause: "The specified tolerated failure threshold was exceeded",
    });
    expect(typesOf(result.history).slice(4)).toEqual(["MapRunFailed", "MapStateFailed", "ExecutionFailed"]);
  });

  test("takes items, parameters and a concurrency from paths, and an old Iterator", async () => {
    const machine = pathMachineOf({
      M: {
        Type: "Map",
        InputPath: "$.data",
        ItemsPath: "$.items",
        MaxConcurrencyPath: "$.limit",
        Parameters: { "item.$": "$$.Map.Item.Value", "name.$": "$.name" },
        Iterator: branch("I", pass()),
        ResultPath: "$.done",
        End: true,
      },
    });
    const result = await virtualRun(machine, { input: { limit: 1, data: { items: [1], name: "n" } } });
    expect(result.output).toEqual({
      limit: 1,
      data: { items: [1], name: "n" },
      done: [{ item: 1, name: "n" }],
    });
  });

  test("refuses a path to something else than an array", async () => {
    const machine = pathMachineOf({
      M: { Type: "Map", ItemsPath: "$.n", Iterator: branch("I", pass()), End: true },
    });
    const result = await virtualRun(machine, { input: { n: 1 } });
    expect(result).toMatchObject({ error: "States.Runtime" });
    expect(result.cause).toContain('Reference path "$.n" must point to array.');
  });

  test("touches few frames when one of a thousand iterations ends", async () => {
    const machine = machineOf({ M: map({ Items: "{% [1..1000] %}", MaxConcurrency: 1 }, taskState()) });
    const result = await virtualRun(machine, { task: () => 1, withHistory: false });
    expect(result.status).toBe("SUCCEEDED");
    expect(result.state.frames).toEqual({});
  });
});
