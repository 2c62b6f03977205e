import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { compileStateMachine } from "../interpreter/compile.ts";
import type { StateMachine } from "../asl/types.ts";
import { compileWorkflow } from "./compile-workflow.ts";
import { testRegistry } from "./testing/registry.ts";

const output = {
  type: "object",
  properties: { intent: { type: "string" }, confidence: { type: "number" }, order: { type: "object" } },
  required: ["intent", "confidence"],
};
const registry = testRegistry(
  [
    { name: "classifier", output },
    { name: "researcher", type: "reasoning", tools: ["orders.get"] },
  ],
  [{ name: "orders.get" }, { name: "orders.list" }, { name: "mail.send" }],
);

const source = `
name: returns
version: 1.10
description: Takes things back.
input: { type: object, properties: { message: { type: string }, vip: { type: boolean } } }
hil_config:
  handover_triggers:
    - { type: confidence_threshold, threshold: 0.7 }
    - { type: error_threshold, consecutive_errors: 3 }
workflow:
  nodes:
    - id: classify
      agent: classifier
      config: { model_profile: powerful, temperature: 0.5 }
    - id: research
      agent: researcher
      config: { tools: ["orders.*"] }
      task: "Find {{ classify.order.id }}"
    - id: approve
      type: human
      timeout_seconds: 60
      config: { question: "{{ research.answer }}", on_timeout: HANDOVER }
    - id: HANDOVER
      type: sink
      action: handover_to_human
      config: { note: "{{ message }}" }
  edges:
    - from: classify
      to: research
      condition: { type: jmespath, expression: "output.intent == 'return' && vip" }
    - from: research
      to: approve
      condition: { type: jmespath, expression: "classify.order.total > \`10\`" }
`;

function compiled(text = source) {
  const { workflow, diagnostics } = compileWorkflow(text, "workflows/returns.yaml", registry);
  if (workflow === undefined) throw new Error(JSON.stringify(diagnostics));
  return workflow;
}

describe("compileWorkflow()", () => {
  test("gives functions what they need to know of each node", () => {
    const { nodes, ...workflow } = compiled();
    expect(workflow).toMatchObject({
      name: "returns",
      version: "1.10",
      description: "Takes things back.",
      inputReads: [["vip"]],
      triggers: [
        { type: "confidence_threshold", threshold: 0.7 },
        { type: "error_threshold", consecutiveErrors: 3 },
      ],
    });
    expect(nodes["classify"]).toMatchObject({
      type: "agent",
      location: { line: 12, column: 7 },
      upstream: [],
      reads: [["confidence"], ["intent"], ["order", "total"]],
      agent: { name: "classifier", model_profile: "powerful", temperature: 0.5 },
    });
    expect(nodes["research"]).toMatchObject({
      upstream: ["classify"],
      agent: { tools: ["orders.get", "orders.list"], prompt: "Find {{ classify.order.id }}" },
    });
    expect(nodes["approve"]).toMatchObject({
      type: "human",
      upstream: ["research", "classify"],
      timeoutSeconds: 60,
      allowed: { roles: ["approver", "owner", "operator"] },
    });
    expect(nodes["HANDOVER"]).toMatchObject({ type: "sink", action: "handover_to_human", reads: [] });
  });

  test("says in every state which line it comes from", () => {
    const machine = compiled().stateMachine as unknown as StateMachine;
    const comments = Object.values(machine.States).map((state) => state.Comment);
    expect(comments.every((comment) => /^returns\.yaml:\d+$/.test(comment ?? ""))).toBe(true);
    expect(machine.States["classify"]?.Comment).toBe("returns.yaml:12");
  });

  test("names only what hosts put in: functions, and the revision", () => {
    const names = JSON.stringify(compiled().stateMachine).match(/\$\{\w+\}/g) ?? [];
    expect([...new Set(names)].sort()).toEqual([
      "${ExpireWait}",
      "${OpenWait}",
      "${RecordFailure}",
      "${RecordRun}",
      "${Revision}",
      "${RunAgent}",
    ]);
  });

  test("gives the same machine each time", () => {
    expect(JSON.stringify(compiled())).toBe(JSON.stringify(compiled()));
  });

  test("does not change what is registered", () => {
    const before = JSON.stringify([...registry.agents]);
    compiled();
    expect(JSON.stringify([...registry.agents])).toBe(before);
  });

  test("keeps state names within Step Functions' limit", () => {
    const long = "a".repeat(60);
    const machine = compiled(source.replaceAll("classify", long)).stateMachine as unknown as StateMachine;
    const names = Object.keys(machine.States);
    expect(names).toContain(long);
    expect(Math.max(...names.map((name) => name.length))).toBeLessThanOrEqual(80);
  });

  test("refuses a state machine that Step Functions would not take", () => {
    const conditions = Array.from({ length: 60 }, (_, index) => `flag${index} == '${"x".repeat(12)}'`)
      .slice(0, 40)
      .join(" || ");
    const nodes = Array.from({ length: 300 }, (_, index) => ({
      id: `n${index}`,
      agent: "classifier",
      on_error: "continue",
      condition: { type: "jmespath", expression: `(${conditions}) && special_${index}` },
    }));
    const { workflow, diagnostics } = compileWorkflow(
      stringify({ name: "large", version: "1", nodes }),
      "large.yaml",
      registry,
    );
    expect(workflow).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(["workflow-too-large"]);
  });

  test("refuses conditions that are too long together", () => {
    const long = (name: string) => `${name} == '${"x".repeat(5000)}'`;
    const nodes = ["a", "b", "c"].map((id) => ({ id, agent: "classifier" }));
    const edges = ["a", "b"].map((from) => ({
      from,
      to: "c",
      condition: { type: "jmespath", expression: long(from) },
    }));
    const text = stringify({ name: "long", version: "1", nodes, edges });
    const { diagnostics } = compileWorkflow(text, "long.yaml", registry);
    expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([["condition-too-large", 8]]);
  });

  /** A place in the file, and something else to put there. */
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom("classify", "HANDOVER", "handover", "{{ x", "a.b == "),
  );
  const edits = fc.array(fc.tuple(fc.array(fc.nat(12), { minLength: 1, maxLength: 6 }), anything), {
    minLength: 1,
    maxLength: 4,
  });

  test("answers any file with diagnostics or a machine that can run, never with an exception", () => {
    fc.assert(
      fc.property(edits, (changes) => {
        const file = parse(source) as unknown;
        for (const [steps, value] of changes) put(file, steps, value);
        const { workflow, diagnostics } = compileWorkflow(stringify(file), "any.yaml", registry);
        const isWrong = diagnostics.some(({ severity }) => severity === "error");
        expect(workflow === undefined).toBe(isWrong);
        if (workflow !== undefined) compileStateMachine(workflow.stateMachine as unknown as StateMachine);
      }),
      { numRuns: 500 },
    );
  });

  test("answers any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(compileWorkflow(text, "any.yaml", registry).workflow).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });
});

/** Walks down by position and replaces what it finds. */
function put(root: unknown, steps: readonly number[], value: unknown): void {
  let holder: unknown = root;
  for (const [depth, step] of steps.entries()) {
    if (typeof holder !== "object" || holder === null) return;
    const keys = Object.keys(holder);
    const key = keys[step % Math.max(keys.length, 1)];
    if (key === undefined) return;
    const inner = (holder as Record<string, unknown>)[key];
    const isLast = depth === steps.length - 1 || typeof inner !== "object" || inner === null;
    if (isLast) {
      (holder as Record<string, unknown>)[key] = value;
      return;
    }
    holder = inner;
  }
}
