import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../statemachines/asl/types.ts";
import { compileEventPattern } from "./event-pattern.ts";

const EVENT: JsonObject = {
  source: "aws.states",
  resources: ["arn:one", "arn:two"],
  detail: { status: "FAILED", attempts: 3, name: "run-7", nested: { flag: true, none: null } },
};

describe("compileEventPattern()", () => {
  test.each<[string, JsonObject, boolean]>([
    ["an exact value", { source: ["aws.states"] }, true],
    ["one of several values", { source: ["x", "aws.states"] }, true],
    ["another value", { source: ["aws"] }, false],
    ["all fields", { source: ["aws.states"], detail: { status: ["FAILED"] } }, true],
    ["one field of two", { source: ["aws.states"], detail: { status: ["SUCCEEDED"] } }, false],
    ["a number", { detail: { attempts: [3] } }, true],
    ["a number written as text", { detail: { attempts: ["3"] } }, false],
    ["a list in the event", { resources: ["arn:two"] }, true],
    ["prefix", { detail: { name: [{ prefix: "run-" }] } }, true],
    ["suffix", { detail: { name: [{ suffix: "-8" }] } }, false],
    ["exists", { detail: { name: [{ exists: true }] } }, true],
    ["exists not", { detail: { missing: [{ exists: false }] } }, true],
    ["null", { detail: { nested: { none: [null] } } }, true],
    ["anything but", { detail: { status: [{ "anything-but": ["FAILED", "ABORTED"] }] } }, false],
    ["anything but another", { detail: { status: [{ "anything-but": "SUCCEEDED" }] } }, true],
    ["a field inside something that is no object", { source: { inner: ["x"] } }, false],
    ["a name every object inherits", { constructor: [{ exists: true }] }, false],
    ["nothing at all", {}, true],
  ])("matches %s", (_name, pattern, expected) => {
    expect(compileEventPattern(pattern)(EVENT)).toBe(expected);
  });

  test.each<[JsonObject, RegExp]>([
    [{ source: "aws.states" }, /source has to be an object or a non-empty list/],
    [{ detail: { cost: [{ numeric: [">", 1] }] } }, /detail\.cost uses .*numeric/],
    [{ source: [] }, /source has to be/],
  ])("refuses %j", (pattern, message) => {
    expect(() => compileEventPattern(pattern)).toThrow(message);
  });
});
