import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { supportWorkflow } from "../../../tests/support/desk-fixture.ts";
import type { Json } from "../../contracts/json.ts";
import type { NodeResult, Run } from "../../contracts/run.ts";
import type { CompiledWorkflow } from "../../contracts/workflow.ts";
import { handoverContext } from "./handover-context.ts";
import { parsePriority } from "./parse-priority.ts";
import { parseSkills } from "./parse-skills.ts";
import { replyOfRun } from "./reply-of-run.ts";
import type { EndedRun } from "./run-outputs.ts";

function ended(outputs: { [nodeId: string]: Json }, workflow: CompiledWorkflow = supportWorkflow): EndedRun {
  const results = Object.entries(outputs).map(([nodePath, output], index): NodeResult => ({
    runId: "r",
    nodePath,
    nodeType: "agent",
    status: "completed",
    output,
    error: null,
    attempts: 1,
    startedAtMs: index,
    completedAtMs: index,
  }));
  return { run: { input: { customer_message: "Hello" } } as unknown as Run, workflow, results };
}
function withFinish(config: { [key: string]: Json }, upstream = ["write"]): CompiledWorkflow {
  const sink = { ...supportWorkflow.nodes["FINISH"]!, config, upstream } as CompiledWorkflow["nodes"][string];
  return { ...supportWorkflow, nodes: { ...supportWorkflow.nodes, FINISH: sink } };
}

describe("parseSkills()", () => {
  test.each<[Json, string[]]>([
    [
      ["returns", "billing"],
      ["returns", "billing"],
    ],
    ["['returns']", ["returns"]],
    ["\n  ['returns', \"tier two\"]\n", ["returns", "tier two"]],
    ["returns, billing", ["returns", "billing"]],
    ["returns", ["returns"]],
    ["[]", []],
    ["", []],
    [null, []],
    [7, []],
    [["returns", 7, null, "", " returns "], ["returns"]],
    ["['it's']", ["it's"]],
    ["__import__('os').system('x')", ["__import__('os').system('x')"]],
    [`['${"x".repeat(61)}', 'ok']`, ["ok"]],
  ])("reads %j", (value, skills) => {
    expect(parseSkills(value)).toEqual(skills);
  });
  test("reads none where there is none", () => {
    expect(parseSkills(undefined)).toEqual([]);
  });
  test("takes any text without failing, and gives back what a list of names was written as", () => {
    fc.assert(fc.property(fc.string(), (text) => void parseSkills(text)));
    const name = fc.stringMatching(/^[a-z][a-z_ ]{0,10}[a-z]$/);
    fc.assert(
      fc.property(fc.uniqueArray(name, { maxLength: 5 }), (names) => {
        expect(parseSkills(JSON.stringify(names))).toEqual(names);
        expect(parseSkills(`[${names.map((each) => `'${each}'`).join(", ")}]`)).toEqual(names);
      }),
    );
  });
});

test("parsePriority() takes numbers and names, and anything else as normal", () => {
  const given = [0, 3, "2", "urgent", " High ", 4, -1, 1.5, "x", "", null, undefined, {}, "low"];
  expect(given.map((each) => parsePriority(each))).toEqual([0, 3, 2, 3, 2, 1, 1, 1, 1, 1, 1, 1, 1, 0]);
});

describe("replyOfRun()", () => {
  test.each<[string, Json, string | null]>([
    ["a text", "Hi", "Hi"],
    ["its response", { response: "Hi", text: "no" }, "Hi"],
    ["its answer", { answer: "Hi", message: "no" }, "Hi"],
    ["its text", { text: "Hi" }, "Hi"],
    ["its message", { message: "Hi", response: "" }, "Hi"],
    ["nothing", { confidence: 1 }, null],
    ["nothing of a number", 7, null],
    ["nothing of a blank text", " \n", null],
  ])("is what the node before the end says: %s", (_what, output, reply) => {
    expect(replyOfRun(ended({ classify: "not this", write: output }))).toBe(reply);
  });

  test("is the sink's template, where it has one", () => {
    const workflow = withFinish({ reply: "Dear customer, {{ write.text }} ({{ customer_message }})" });
    expect(replyOfRun(ended({ write: { text: "done" } }, workflow))).toBe("Dear customer, done (Hello)");
  });

  test.each(["{{ 1 / 0 | nothing }}", "{% if %}", "  "])(
    "is what the node says if the template comes to nothing: %j",
    (reply) => {
      expect(replyOfRun(ended({ write: "Hi" }, withFinish({ reply })))).toBe("Hi");
    },
  );

  test("is what the last node says in a workflow without a sink", () => {
    const { FINISH: _finish, ...nodes } = supportWorkflow.nodes;
    expect(replyOfRun(ended({ classify: "x", write: "Hi" }, { ...supportWorkflow, nodes }))).toBe("Hi");
    expect(replyOfRun(ended({ classify: "only" }, { ...supportWorkflow, nodes }))).toBe("only");
  });

  test("is what the later of two ways to the end says", () => {
    const workflow = withFinish({}, ["classify", "write"]);
    expect(replyOfRun(ended({ classify: "first", write: "second" }, workflow))).toBe("second");
    expect(replyOfRun(ended({ write: "first", classify: "second" }, workflow))).toBe("second");
  });
});

describe("handoverContext()", () => {
  test("takes the author's summary", () => {
    const context = handoverContext(ended({}), "agent_decision", { summary: " It is broken. " });
    expect(context.summary).toBe("It is broken.");
  });
  test("keeps long texts short", () => {
    const { tried, collected } = handoverContext(
      ended({ write: { note: "y".repeat(5_000), text: "x".repeat(5_000) } }),
      "workflow",
      {},
    );
    expect(tried[0]?.outcome.length).toBeLessThan(400);
    expect(String(collected["note"]).length).toBeLessThan(400);
  });
  test("lets the latest node have the last word", () => {
    const context = handoverContext(
      ended({
        classify: { intent: "a", confidence: 0.9, order: 1 },
        write: { intent: "b", order: 2, list: [1] },
      }),
      "workflow",
      {},
    );
    expect(context).toMatchObject({ intent: "b", confidence: 0.9, collected: { order: 2 } });
    expect(Object.keys(context.collected)).toEqual(["order"]);
  });
});
