import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { extractJson } from "./extract-json.ts";
import { parseReactTurn } from "./react-text.ts";

describe("parseReactTurn", () => {
  test("reads the form of the specification", () => {
    const text = 'Thought: I need the order.\nAction: get_order\nAction Input: {"id": "123"}';
    expect(parseReactTurn(text)).toEqual({
      kind: "action",
      thought: "I need the order.",
      action: "get_order",
      input: { id: "123" },
      consumed: text,
    });
    expect(parseReactTurn("Thought: done\nFinal Answer: You can return it.\nWithin 30 days.")).toEqual({
      kind: "final",
      thought: "done",
      answer: "You can return it.\nWithin 30 days.",
    });
  });

  test.each([
    ["bold labels", '**Thought:** x\n**Action:** `shopify.get_order`\n**Action Input:** {"id": 1}'],
    ["bold before the colon", 'Action: shopify.get_order\n**Action Input**: {"id": 1}'],
    ["a fence", 'Action: shopify.get_order\nAction Input:\n```json\n{\n  "id": 1\n}\n```'],
    ["several lines", 'Thought: a\nb\n\nAction:\nshopify.get_order\nAction Input:\n{"id":\n1}\n'],
    [
      "an invented observation",
      'Action: shopify.get_order\nAction Input: {"id": 1}\nObservation: {"id": 9}\nFinal Answer: no',
    ],
    ["words after the input", 'Action: shopify.get_order\nAction Input: {"id": 1} and that is it'],
    ["a call", 'Action: shopify.get_order({"id": 1})'],
    ["small letters and indentation", '  action: shopify.get_order\n  action input: {"id": 1}'],
    ["a list", '- Thought: x\n- Action: "shopify.get_order"\n- Action Input: {"id": 1}'],
    ["windows lines", 'Thought: x\r\nAction: shopify.get_order\r\nAction Input: {"id": 1}\r\n'],
  ])("reads %s", (_, text) => {
    expect(parseReactTurn(text)).toMatchObject({
      kind: "action",
      action: "shopify.get_order",
      input: { id: 1 },
    });
  });

  test("keeps labels inside fences and answers as text", () => {
    const input = parseReactTurn('Action: t\nAction Input:\n```\n{"note": "x",\n"b": "\\nAction: y"}\n```');
    expect(input).toMatchObject({ kind: "action", action: "t", input: { note: "x" } });
    expect(parseReactTurn("Final Answer: Steps\nAction: return it\nThought: fine")).toMatchObject({
      kind: "final",
      answer: "Steps\nAction: return it\nThought: fine",
    });
    expect(parseReactTurn("Action: None\nFinal Answer: ok")).toMatchObject({ kind: "final", answer: "ok" });
  });

  test.each([
    ["I think I know it.", "neither"],
    ["", "neither"],
    ["Thought: hm", "neither"],
    ["Action: get_order", '"Action Input:" line is missing'],
    ["Action: get_order\nAction Input: the order", "not a JSON document"],
    ["Action: \nAction Input: {}", "names no tool"],
    ["Thought: x\nFinal Answer:  ", "final answer is empty"],
  ])("says what is wrong with %j", (text, expected) => {
    const turn = parseReactTurn(text);
    expect(turn).toMatchObject({ kind: "malformed" });
    expect((turn as { told: string }).told).toContain(expected);
  });

  test("takes any text", () => {
    const piece = fc.constantFrom(
      "Thought:",
      "Action:",
      "Action Input:",
      "Final Answer:",
      "\n",
      "```",
      "{",
      '"',
      "}",
      "x",
      "**",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        expect(["action", "final", "malformed"]).toContain(parseReactTurn(pieces.join(" ")).kind);
      }),
      { numRuns: 1000 },
    );
    for (const part of ["Action:", "{", "```\n", "Thought: a\n", '[{"', "\\"])
      parseReactTurn(part.repeat(20_000));
  });
});

describe("extractJson", () => {
  test.each([
    ['{"a":1}', [{ a: 1 }]],
    ['Sure!\n```json\n{"a":1}\n```\nDone', [{ a: 1 }]],
    ['The answer is {"a":"}{"} as asked.', [{ a: "}{" }]],
    ['[1] or {"b":2}', [[1], { b: 2 }]],
    ["no document", []],
    ['{broken} {"a":1}', [{ a: 1 }]],
    ["{never closed", []],
    ['Between { and } and { there is {"a":1}', [{ a: 1 }]],
    ["42", [42]],
  ])("%j", (text, expected) => {
    expect(extractJson(text)).toEqual(expected);
  });

  test("finds any document among words", () => {
    const document = fc.oneof(
      fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }),
      fc.array(fc.jsonValue()),
    );
    fc.assert(
      fc.property(document, fc.constantFrom("", "Here it is: ", "```json\n"), (value, lead) => {
        // Through text once, as it has no -0.
        const text = JSON.stringify(JSON.parse(JSON.stringify(value)));
        fc.pre(!/\\ud[89a-f]|\\u0000|```/.test(text));
        const [found] = extractJson(`${lead}${text}${lead.startsWith("`") ? "\n```" : lead}`);
        expect(JSON.stringify(found)).toBe(text);
      }),
      { numRuns: 300 },
    );
  });

  test("refuses a document that is too deep", () => {
    expect(extractJson("[".repeat(100_000) + "]".repeat(100_000))).toEqual([]);
  });
});
