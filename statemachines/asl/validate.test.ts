import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "./types.ts";
import { validateDefinition } from "./validate.ts";

const END = { End: true };
const LAMBDA = "arn:aws:states:::lambda:invoke";
const pass = (fields: JsonObject = {}): JsonObject => ({ Type: "Pass", ...END, ...fields });
const task = (fields: JsonObject = {}): JsonObject => ({ Type: "Task", Resource: LAMBDA, ...END, ...fields });
const one = (state: JsonObject): JsonObject => ({
  QueryLanguage: "JSONata",
  StartAt: "A",
  States: { A: state },
});
const path = (state: JsonObject): JsonObject => ({ StartAt: "A", States: { A: state } });
const branch = (name: string, state: JsonObject): JsonObject => ({
  StartAt: name,
  States: { [name]: state },
});

const found = (definition: Json) =>
  validateDefinition(definition).map(({ code, location }) => `${code} ${location ?? "null"}`);

describe("validateDefinition", () => {
  const schema = (location: string) => `SCHEMA_VALIDATION_FAILED ${location}`;
  test.each<[string, Json, string]>([
    ["a list", [], schema("/")],
    ["a field of the other language", one(pass({ InputPath: "$.a" })), schema("/States/A")],
    ["JSONata fields in JSONPath", path(pass({ Output: 1 })), schema("/States/A")],
    ["a timeout on a Pass", one(pass({ TimeoutSeconds: 1 })), schema("/States/A")],
    [
      "neither Next nor End",
      { StartAt: "A", States: { A: { Type: "Pass" }, B: pass() } },
      schema("/States/A"),
    ],
    ["an unknown type", one({ Type: "Run", ...END }), schema("/States/A/Type")],
    ["a text that is no ARN", one(task({ Resource: "run" })), schema("/States/A/Resource")],
    ["a wrong pattern", one(task({ Resource: `${LAMBDA}.sync` })), schema("/States/A/Resource")],
    [
      "a slow heart",
      one(task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 })),
      schema("/States/A/HeartbeatSeconds"),
    ],
    ["no timeout at all", one(task({ TimeoutSeconds: 0 })), schema("/States/A/TimeoutSeconds")],
    ["no errors", one(task({ Retry: [{ ErrorEquals: [] }] })), schema("/States/A/Retry[0]/ErrorEquals")],
    [
      "States.ALL before others",
      one(task({ Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["E"] }] })),
      schema("/States/A/Retry[0]/ErrorEquals"),
    ],
    [
      "a shrinking backoff",
      one(task({ Retry: [{ ErrorEquals: ["E"], BackoffRate: 0.5 }] })),
      schema("/States/A/Retry[0]/BackoffRate"),
    ],
    [
      "two durations",
      one({ Type: "Wait", Seconds: 1, Timestamp: "2026-01-01T00:00:00Z", ...END }),
      schema("/States/A"),
    ],
    ["no branches", one({ Type: "Parallel", Branches: [], ...END }), schema("/States/A/Branches")],
    ["no processor", one({ Type: "Map", ...END }), schema("/States/A")],
    ["two causes", path({ Type: "Fail", Cause: "c", CausePath: "$.c" }), schema("/States/A")],
    [
      "a wrong expression",
      one(pass({ Output: { a: "{% 1 + %}" } })),
      "INVALID_JSONATA_EXPRESSION /States/A/Output/a",
    ],
    ["$eval", one(pass({ Output: "{% $eval('1') %}" })), "UNSUPPORTED_JSONATA_EXPRESSION /States/A/Output"],
    [
      "a name without context",
      one(pass({ Output: "{% name %}" })),
      "UNSUPPORTED_JSONATA_EXPRESSION /States/A/Output",
    ],
    ["a reserved variable", one(pass({ Assign: { states: 1 } })), schema("/States/A/Assign/states")],
    ["a missing start", { StartAt: "B", States: { A: pass() } }, "MISSING_TRANSITION_TARGET /StartAt"],
    [
      "an unreachable state",
      { StartAt: "A", States: { A: pass(), B: pass() } },
      "MISSING_TRANSITION_TARGET /States/B",
    ],
    ["a circle", { StartAt: "A", States: { A: { Type: "Pass", Next: "A" } } }, "MISSING_END_STATE null"],
    ["a long name", branch("n".repeat(81), pass()), `INVALID_STATE_NAME /States/${"n".repeat(81)}`],
    [
      "a name used twice",
      one({ Type: "Parallel", Branches: [branch("A", pass())], ...END }),
      "DUPLICATE_STATE_NAME /States/A/Branches[0]/States/A",
    ],
    ["more than a megabyte", one(pass({ Comment: "x".repeat(2 ** 20) })), "DEFINITION_TOO_LARGE null"],
  ])("refuses %s", (_name, definition, finding) => {
    expect(found(definition)).toContain(finding);
  });

  test("finds everything at once", () => {
    const states = { A: { Type: "Pass", Next: "C", Retry: [] }, B: pass({ Output: "{% ( %}" }) };
    expect(found({ QueryLanguage: "JSONata", StartAt: "A", States: states })).toEqual([
      schema("/States/A"),
      "INVALID_JSONATA_EXPRESSION /States/B/Output",
      "MISSING_TRANSITION_TARGET /States/A/Next",
      "MISSING_TRANSITION_TARGET /States/B",
    ]);
  });

  test("refuses to shadow a variable, but lets a Parallel hand one on", () => {
    const inner = branch("I", pass({ Assign: { x: 1 } }));
    const parallel = { Type: "Parallel", Branches: [inner, branch("J", pass({ Assign: { x: 2 } }))], ...END };
    expect(found(one({ ...parallel, Assign: { x: "{% $states.result %}" } }))).toEqual([]);
    const first = { Type: "Pass", Next: "P", Assign: { x: 0 } };
    const shadowing = { QueryLanguage: "JSONata", StartAt: "A", States: { A: first, P: parallel } };
    expect(found(shadowing)).toEqual([
      schema("/States/P/Branches[0]/States/I/Assign/x"),
      schema("/States/P/Branches[1]/States/J/Assign/x"),
    ]);
  });

  test("accepts names that have a context item", () => {
    const output = "{% $states.input.items[price > 1].{ 'n': name }^(n) ~> $map(function($v) { $v.n }) %}";
    expect(found(one(pass({ Output: output })))).toEqual([]);
  });

  test("warns of paths that are constants", () => {
    expect(found(path(pass({ Parameters: { a: "$.b" }, Result: { "c.$": "$.d" } })))).toEqual([
      "NO_DOLLAR /States/A/Parameters/a",
      "PASS_RESULT_IS_STATIC /States/A/Result",
    ]);
  });

  test("never throws", () => {
    const words = [
      "StartAt",
      "States",
      "Type",
      "Map",
      "Parallel",
      "Choice",
      "Task",
      "Choices",
      "Branches",
      "Catch",
    ];
    const more = ["And", "Not", "Assign", "Retry", "ItemProcessor", "ErrorEquals", "{% $a.b %}", "__proto__"];
    const word = fc.oneof(fc.constantFrom(...words, ...more), fc.string());
    const { tree } = fc.letrec<{ tree: Json }>((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        word,
        fc.constantFrom(null, true, 1, -0.5),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(word, tie("tree"), { maxKeys: 5 }),
      ),
    }));
    const state = fc
      .tuple(
        fc.constantFrom("Map", "Parallel", "Choice", "Task", "Wait", "Pass", "Fail"),
        fc.dictionary(word, tree),
      )
      .map(([type, fields]) => ({ ...fields, Type: type }));
    fc.assert(
      fc.property(fc.oneof(tree, state.map(one), state.map(path)), (definition) => {
        expect(Array.isArray(validateDefinition(definition))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
