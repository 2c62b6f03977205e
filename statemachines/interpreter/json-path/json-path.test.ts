import { describe, expect, test } from "vitest";
import { parseIntrinsic } from "../../asl/intrinsic.ts";
import { parseJsonPath } from "../../asl/json-path.ts";
import type { Json } from "../../asl/types.ts";
import { RuntimeFailure } from "../failures.ts";
import { evaluatePath } from "./evaluate-path.ts";
import { evaluateIntrinsic } from "./intrinsics.ts";

const DATA: Json = {
  a: { "b c": 1, "it's": 2 },
  items: [{ n: 1, tag: "x" }, { n: 2, tag: "y" }, { n: 3 }],
  text: "hello",
  none: null,
};
const ROOTS = {
  data: DATA,
  context: () => ({ Execution: { Name: "e" } }),
  variable: (name: string) => (name === "v" ? [1, { w: 2 }] : undefined),
  random: () => 0.5,
  uuid: () => "00000000-0000-4000-8000-000000000001",
};

describe("a JSONPath", () => {
  test.each<[string, unknown]>([
    ["$", DATA],
    ["$.a['b c']", 1],
    ["$.a['it\\'s']", 2],
    ["$.items[0].n", 1],
    ["$.items[-1].n", 3],
    ["$.items[9]", undefined],
    ["$.items[*].n", [1, 2, 3]],
    ["$.items[0,2].n", [1, 3]],
    ["$.items[1:].n", [2, 3]],
    ["$.items[:2].n", [1, 2]],
    ["$.items[::2].n", [1, 3]],
    ["$..n", [1, 2, 3]],
    ["$.items[?(@.n > 1 && @.tag)].n", [2]],
    ["$.items[?(@.n == 1 || @.tag == 'y')].n", [1, 2]],
    ["$.items[?(!@.tag)].n", [3]],
    ["$.items.length()", 3],
    ["$.items[*].n.sum()", 6],
    ["$.nope.deeper", undefined],
    ["$.none", null],
    ["$$.Execution.Name", "e"],
    ["$v[1].w", 2],
    ["$unknown", undefined],
  ])("%s", (source, expected) => {
    expect(evaluatePath(parseJsonPath(source)!, ROOTS)).toEqual(expected);
  });

  test.each(["", "a", "$.", "$[", "$['a", "$.a b", "$..", "$[?(@.a]", "$.a[1:2:0]"])(
    "refuses %j",
    (source) => {
      expect(parseJsonPath(source)).toBeUndefined();
    },
  );
});

describe("an intrinsic function", () => {
  test.each<[string, unknown]>([
    ["States.Format('{} of {}', $.items[0].n, 'x')", "1 of x"],
    ["States.Format('it\\'s \\{{}\\}', $.text)", "it's {hello}"],
    ["States.Format('{}', $.none)", "null"],
    ["States.StringToJson('{\"a\": [1]}')", { a: [1] }],
    ["States.JsonToString($.items[2])", '{"n":3}'],
    ["States.Array(1, 'a', $.none, true)", [1, "a", null, true]],
    ["States.ArrayPartition(States.Array(1,2,3), 2)", [[1, 2], [3]]],
    ["States.ArrayContains($.items[*].n, 2)", true],
    ["States.ArrayRange(1, 9, 2)", [1, 3, 5, 7, 9]],
    ["States.ArrayRange(3, 1, -1)", [3, 2, 1]],
    ["States.ArrayGetItem($.items[*].n, 1)", 2],
    ["States.ArrayLength($.items)", 3],
    ["States.ArrayUnique(States.Array(1, 2, 1))", [1, 2]],
    ["States.Base64Encode('Héllo')", "SMOpbGxv"],
    ["States.Base64Decode('SMOpbGxv')", "Héllo"],
    ["States.Hash('input data', 'SHA-1')", "aaff4a450a104cd177d28d18d74485e8cae074b7"],
    ["States.JsonMerge($.items[0], $.items[2], false)", { n: 3, tag: "x" }],
    ["States.MathAdd(1, -3)", -2],
    ["States.MathRandom(0, 10)", 5],
    ["States.StringSplit('a.b+c', '.+')", ["a", "b", "c"]],
    ["States.UUID()", "00000000-0000-4000-8000-000000000001"],
  ])("%s", (source, expected) => {
    expect(evaluateIntrinsic(parseIntrinsic(source)!, ROOTS)).toEqual(expected);
  });

  test.each([
    "States.Nope()",
    "States.Format('a",
    "States.Format('a' 'b')",
    "States.Format('\\\"')",
    "States.UUID",
    "States.MathAdd(1,)",
  ])("refuses %s", (source) => {
    expect(parseIntrinsic(source)).toBeUndefined();
  });

  test.each([
    [
      "States.Format('{}', $.nope)",
      "The JsonPath argument for the field '$.nope' could not be found in the input",
    ],
    ["States.Format('{} {}', 1)", "Invalid arguments"],
    ["States.ArrayGetItem($.items, 7)", "Index out of bounds"],
    ["States.StringToJson('{')", "Invalid JSON"],
  ])("%s fails and names itself", (source, reason) => {
    const evaluate = () => evaluateIntrinsic(parseIntrinsic(source)!, ROOTS);
    expect(evaluate).toThrow(RuntimeFailure);
    try {
      evaluate();
    } catch (error) {
      const { message } = error as RuntimeFailure;
      expect(message).toContain(`The function '${source}' had the following error: `);
      expect(message).toContain(reason);
    }
  });
});
