import { describe, expect, test } from "vitest";
import type { ModelCall } from "../exchange.ts";
import { loadScript, ScriptError } from "./load-script.ts";
import { createScriptedBrain } from "./scripted-brain.ts";
import type { ScriptProblem } from "./script-report.ts";

const call = (over: Partial<ModelCall> = {}): ModelCall => ({
  protocol: "openai",
  model: "hil-scripted",
  messages: [{ role: "user", text: "I want to return order #12345" }],
  tools: [],
  toolChoice: "auto",
  output: null,
  stream: false,
  maxOutputTokens: null,
  ...over,
});
const brain = (text: string, onProblem?: (problem: ScriptProblem) => void) =>
  createScriptedBrain(loadScript({ text }), onProblem);
const said = (script: ReturnType<typeof brain>, over: Partial<ModelCall> = {}) => {
  const { reply } = script.reply(call(over));
  return reply.kind === "answer" ? reply.answer.text : reply;
};

describe("createScriptedBrain()", () => {
  test("answers in order and tells what was left", () => {
    const script = brain(`
entries:
  - { answer: { text: one } }
  - { answer: { text: two }, times: 2 }
  - { name: last, answer: { text: three } }
`);
    expect([said(script), said(script), said(script)]).toEqual(["one", "two", "two"]);
    expect(script.unusedEntries()).toEqual([{ entry: 3, name: "last", line: 5, remaining: 1 }]);
    expect(script.problems()).toEqual([]);
  });

  test("fails loudly on a call that was not foreseen", () => {
    const heard: ScriptProblem[] = [];
    const script = brain(
      `
name: Returns
entries:
  - { name: first, match: { user: refund }, answer: { text: one } }
  - { match: { user: "order #12345" }, answer: { text: two } }
`,
      (problem) => heard.push(problem),
    );
    expect(said(script)).toMatchObject({ kind: "error", status: 500, type: "script_drift", permanent: true });
    expect(said(script, { messages: [{ role: "user", text: "Hi" }] })).toMatchObject({
      code: "script_unmatched",
    });
    expect(script.problems().map(({ kind, call: number }) => [kind, number])).toEqual([
      ["out-of-order", 1],
      ["unmatched", 2],
    ]);
    expect(heard[0]?.message).toContain('entry 2 (line 5) matches, but entry 1 "first" (line 4) was next');
    expect(heard[0]?.message).toContain("I want to return order #12345");
  });

  test("says when everything has been used", () => {
    const script = brain(`entries: [{ answer: { text: one } }]`);
    said(script);
    expect(said(script)).toMatchObject({ code: "script_exhausted" });
  });

  test("takes the first that fits where order does not matter", () => {
    const script = brain(`
order: any
entries:
  - { match: { user: refund }, answer: { text: refund } }
  - { match: { user: { regex: "order #\\\\d+" } }, answer: { text: order } }
`);
    expect(said(script)).toBe("order");
    expect(said(script, { messages: [{ role: "user", text: "A REFUND, please" }] })).toBe("refund");
  });

  test.each([
    ["system", `system: strict`, { messages: [{ role: "system" as const, text: "Be strict." }] }],
    [
      "tools",
      `tools: [shopify.get_order]`,
      { tools: [{ name: "shopify__get_order", description: "", input: {} }] },
    ],
    ["structured", `structured: true`, { output: { name: "x", schema: null } }],
    ["step", `step: 1`, { messages: [{ role: "assistant" as const, text: "" }] }],
    ["model", `model: gpt-x`, { model: "gpt-x" }],
    [
      "tool_result",
      `tool_result: { contains: [ship, ped] }`,
      { messages: [{ role: "tool" as const, toolCallId: "1", toolName: "t", text: "SHIPPED" }] },
    ],
  ])("matches by %s", (_, match, over) => {
    const text = `order: any\nentries: [{ match: { ${match} }, answer: { text: yes it is } }]`;
    expect(said(brain(text), over)).toBe("yes it is");
    expect(said(brain(text))).toMatchObject({ type: "script_drift" });
  });

  test("calls tools by the names that were offered", () => {
    const script = brain(
      `entries: [{ answer: { tool_calls: [{ name: shopify.get_order, input: { a: 1 } }, { name: made.up, raw_input: "{" }] } }]`,
    );
    const { reply } = script.reply(
      call({ tools: [{ name: "shopify__get_order", description: "", input: {} }] }),
    );
    expect(reply).toMatchObject({
      answer: {
        finishReason: "tool-calls",
        toolCalls: [
          { id: "call_0_0", name: "shopify__get_order", arguments: '{"a":1}' },
          { id: "call_0_1", name: "made.up", arguments: "{" },
        ],
      },
    });
  });
});

describe("loadScript()", () => {
  test("lists every mistake with its place", () => {
    const text = `
entries:
  - match: { user: { regex: "(" } }
    answer: { text: a }
  - answer: { text: a, fault: hang }
  - match: { sytem: x }
    answer: {}
  - answer: { error: { status: 200 } }
`;
    const error = mistakesOf(text);
    expect(error.mistakes.map(({ line, column, message }) => [line, column, message.split(":")[0]])).toEqual([
      [3, 29, "entries.0.match.user.regex"],
      [5, 13, "entries.1.answer"],
      [6, 12, "entries.2.match"],
      [7, 13, "entries.2.answer"],
      [8, 32, "entries.3.answer.error.status"],
    ]);
    expect(error.message).toContain("script.yaml:5:13: entries.1.answer: says one thing");
  });

  test.each([["entries: ["], ["entries: []"], ["- a"], [""], ["entries: &a [*a]"]])("refuses %j", (text) => {
    expect(mistakesOf(text).mistakes.length).toBeGreaterThan(0);
  });
});

function mistakesOf(text: string): ScriptError {
  try {
    loadScript({ text });
  } catch (error) {
    if (error instanceof ScriptError) return error;
    throw error;
  }
  throw new Error("The script was accepted");
}
