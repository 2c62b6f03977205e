import { describe, expect, test } from "vitest";
import { chain, detailsOf, machineOf, pathMachineOf, typesOf } from "../testing/machines.ts";
import { virtualRun } from "../virtual-run.ts";

const pass = (fields: Record<string, unknown> = {}) => ({ Type: "Pass", End: true, ...fields });

describe("a Pass", () => {
  test("gives a constant result at a place of the input", async () => {
    const machine = pathMachineOf({ A: pass({ Result: { r: 1 }, ResultPath: "$.deep.er" }) });
    expect((await virtualRun(machine, { input: { x: 1 } })).output).toEqual({ x: 1, deep: { er: { r: 1 } } });
  });

  test("filters its input and output", async () => {
    const machine = pathMachineOf({ A: pass({ InputPath: "$.a", OutputPath: "$.b" }) });
    expect((await virtualRun(machine, { input: { a: { b: 2 } } })).output).toBe(2);
    const nothing = pathMachineOf({ A: pass({ InputPath: null }) });
    expect((await virtualRun(nothing, { input: { a: 1 } })).output).toEqual({});
  });

  test("names the path that finds nothing", async () => {
    const machine = pathMachineOf({ A: pass({ Parameters: { "m.$": "$.nope" } }) });
    const result = await virtualRun(machine, { input: { x: "a" } });
    expect(result.cause).toBe(
      `An error occurred while executing the state 'A' (entered at the event id #2). The JSONPath '$.nope' specified for the field 'm.$' could not be found in the input '{"x":"a"}'`,
    );
  });

  test("assigns variables for the states after it, all at once", async () => {
    const machine = machineOf({
      A: { Type: "Pass", Assign: { a: 1, b: 2 }, Next: "B" },
      B: { Type: "Pass", Assign: { a: "{% $b %}", b: "{% $a %}" }, Next: "C" },
      C: pass({ Output: ["{% $a %}", "{% $b %}"] }),
    });
    const result = await virtualRun(machine);
    expect(result.output).toEqual([2, 1]);
    expect(detailsOf(result.history, "PassStateExited")["assignedVariables"]).toEqual({ a: "1", b: "2" });
  });

  test("fails when its output is over 256 KiB, which nothing catches", async () => {
    const machine = machineOf({ A: pass({ Output: "{% $pad('', 262143, 'x') %}" }) });
    const result = await virtualRun(machine);
    expect(result).toMatchObject({
      error: "States.DataLimitExceeded",
      cause: expect.stringContaining("'A'") as string,
    });
  });

  test("leaves no sequence behind that the next state could tell from an array", async () => {
    const machine = machineOf({
      A: { Type: "Pass", Output: { list: "{% $states.input.items.a[] %}" }, Next: "B" },
      B: pass({ Output: "{% $type($states.input.list) %}" }),
    });
    expect((await virtualRun(machine, { input: { items: [{ a: 1 }] } })).output).toBe("array");
  });
});

describe("a Choice", () => {
  const targets = { Yes: pass({ Output: "yes" }), No: pass({ Output: "no" }) };

  test("takes the first rule that holds and looks at no other", async () => {
    const Choices = [
      { Condition: "{% $states.input.n > 1 %}", Next: "Yes" },
      { Condition: "{% $nothing %}", Next: "No" },
    ];
    const machine = machineOf({ C: { Type: "Choice", Choices, Default: "No" }, ...targets });
    expect((await virtualRun(machine, { input: { n: 2 } })).output).toBe("yes");
    const failed = await virtualRun(machine, { input: { n: 1 } });
    expect(failed.cause).toContain(
      "specified for the field 'Choices[1]/Condition' returned nothing (undefined).",
    );
  });

  test("refuses a condition that is no boolean", async () => {
    const machine = machineOf({
      C: { Type: "Choice", Choices: [{ Condition: "{% 'x' %}", Next: "Yes" }], Default: "No" },
      ...targets,
    });
    const result = await virtualRun(machine);
    expect(result.cause).toContain(
      `returned an unexpected result type. Expected 'boolean', but was 'string' for value: "x"`,
    );
    expect(chain(result.history).slice(2)).toEqual(["EvaluationFailed<0", "ExecutionFailed<3"]);
  });

  test("fails where no rule holds and there is no default", async () => {
    const machine = machineOf({
      C: { Type: "Choice", Choices: [{ Condition: false, Next: "Yes" }] },
      ...targets,
    });
    const result = await virtualRun(machine);
    expect(result).toMatchObject({ error: "States.Runtime" });
    expect(result.cause).toContain(
      "Failed to transition out of the state. The state does not point to a next state.",
    );
  });

  test.each([
    [{ Variable: "$.s", StringEquals: "a" }, true],
    [{ Variable: "$.s", StringMatches: "*" }, true],
    [{ Variable: "$.s", StringGreaterThan: "b" }, false],
    [{ Variable: "$.n", NumericGreaterThanEquals: 5 }, true],
    [{ Variable: "$.n", NumericLessThanPath: "$.m" }, true],
    [{ Variable: "$.n", StringEquals: "5" }, false],
    [{ Variable: "$.b", BooleanEquals: false }, true],
    [{ Variable: "$.t", TimestampLessThan: "2026-01-01T00:00:01Z" }, true],
    [{ Variable: "$.t", TimestampEquals: "2026-01-01T01:00:00+01:00" }, true],
    [{ Variable: "$.t", IsTimestamp: true }, true],
    [{ Variable: "$.nope", IsPresent: false }, true],
    [{ Variable: "$.null", IsNull: true }, true],
    [{ Variable: "$.n", IsNumeric: true }, true],
    [
      {
        And: [
          { Variable: "$.n", IsNumeric: true },
          { Variable: "$.s", IsString: true },
        ],
      },
      true,
    ],
    [
      {
        Or: [
          { Variable: "$.n", IsString: true },
          { Variable: "$.b", IsBoolean: true },
        ],
      },
      true,
    ],
    [{ Not: { Variable: "$.n", IsNumeric: true } }, false],
  ])("compares by %j", async (rule, expected) => {
    const machine = pathMachineOf({
      C: { Type: "Choice", Choices: [{ ...rule, Next: "Yes" }], Default: "No" },
      Yes: pass({ Result: true }),
      No: pass({ Result: false }),
    });
    const input = { s: "a", n: 5, m: 6, b: false, t: "2026-01-01T00:00:00Z", null: null };
    expect((await virtualRun(machine, { input })).output).toBe(expected);
  });

  test.each([
    ["foo*.log", "foo23.log", true],
    ["*.log", "zebra.log", true],
    ["foo*.*", "foobar.zebra", true],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["a*b*c", "abc", true],
    ["a*a", "a", false],
  ])("matches %s with %s: %s", async (StringMatches, s, expected) => {
    const machine = pathMachineOf({
      C: { Type: "Choice", Choices: [{ Variable: "$.s", StringMatches, Next: "Yes" }], Default: "No" },
      Yes: pass({ Result: true }),
      No: pass({ Result: false }),
    });
    expect((await virtualRun(machine, { input: { s } })).output).toBe(expected);
  });

  test("fails where the variable of a rule is not there", async () => {
    const machine = pathMachineOf({
      C: {
        Type: "Choice",
        Choices: [
          {
            Variable: "$.jobs[0].done",
            BooleanEquals: true,
            Next: "Yes",
          },
        ],
        Default: "No",
      },
      Yes: pass(),
      No: pass(),
    });
    const result = await virtualRun(machine, { input: {} });
    expect(result.cause).toContain(
      "Invalid path '$.jobs[0].done': The choice state's condition path references an invalid value.",
    );
  });
});

describe("a Wait", () => {
  test("waits for seconds, or until a time", async () => {
    const seconds = machineOf({
      W: { Type: "Wait", Seconds: "{% $states.input.s %}", Output: "over", End: true },
    });
    expect(await virtualRun(seconds, { input: { s: 90 } })).toMatchObject({
      output: "over",
      durationMs: 90_000,
    });
    const until = machineOf({ W: { Type: "Wait", Timestamp: "2026-01-01T00:01:00Z", End: true } });
    expect((await virtualRun(until)).durationMs).toBe(60_000);
    const past = machineOf({ W: { Type: "Wait", Timestamp: "2020-01-01T00:00:00Z", End: true } });
    expect((await virtualRun(past)).durationMs).toBe(0);
  });

  test("reads its time from paths", async () => {
    const machine = pathMachineOf({ W: { Type: "Wait", SecondsPath: "$.s", End: true } });
    expect((await virtualRun(machine, { input: { s: 5 } })).durationMs).toBe(5000);
    const negative = await virtualRun(machine, { input: { s: -1 } });
    expect(negative.cause).toContain("The SecondsPath parameter references a negative value: $.s == -1");
    const missing = await virtualRun(machine, { input: {} });
    expect(missing.cause).toContain("The SecondsPath parameter does not reference an input value: $.s");
  });

  test("refuses seconds of another type", async () => {
    const machine = machineOf({ W: { Type: "Wait", Seconds: "{% 'x' %}", End: true } });
    expect((await virtualRun(machine)).cause).toContain("Expected 'number', but was 'string'");
  });
});

describe("Succeed and Fail", () => {
  test("ends with an output", async () => {
    const machine = machineOf({ S: { Type: "Succeed", Output: { n: "{% $states.input.n %}" } } });
    const result = await virtualRun(machine, { input: { n: 1 } });
    expect(result.output).toEqual({ n: 1 });
    expect(typesOf(result.history).slice(1)).toEqual([
      "SucceedStateEntered",
      "SucceedStateExited",
      "ExecutionSucceeded",
    ]);
  });

  test("fails with what its expressions or paths say, and with nothing where it says nothing", async () => {
    const expressions = machineOf({
      F: { Type: "Fail", Error: "{% 'E' & $states.input.n %}", Cause: "{% 'why' %}" },
    });
    expect(await virtualRun(expressions, { input: { n: 1 } })).toMatchObject({ error: "E1", cause: "why" });
    const paths = pathMachineOf({
      F: { Type: "Fail", ErrorPath: "$.e", CausePath: "States.Format('because {}', $.c)" },
    });
    expect(await virtualRun(paths, { input: { e: "E", c: "x" } })).toMatchObject({
      error: "E",
      cause: "because x",
    });
    const bare = await virtualRun(machineOf({ F: { Type: "Fail" } }));
    expect(bare.error).toBeUndefined();
    expect(detailsOf(bare.history, "ExecutionFailed")).toEqual({});
  });
});
