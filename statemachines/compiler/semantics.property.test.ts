import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileWorkflow } from "./compile-workflow.ts";
import { canonicalJson } from "../../shared/domain/schemas/canonical-json.ts";
import { type Expectation, expectationOf } from "./testing/naive-semantics.ts";
import { testRegistry } from "./testing/registry.ts";
import { type ObservedRun, runScenario } from "./testing/run-scenario.ts";
import { kinds, type Scenario, scenarioSource } from "./testing/scenario.ts";
import { scenarios } from "./testing/scenarios.ts";

const output = {
  type: "object",
  properties: {
    kind: { type: "string", enum: kinds },
    confidence: { type: "number" },
    decision: { type: "string", enum: ["GO", "HANDOVER"] },
  },
  required: ["kind", "confidence", "decision"],
  additionalProperties: false,
};
const registry = testRegistry([{ name: "worker", output }], [{ name: "work" }]);

async function check(scenario: Scenario): Promise<void> {
  const { workflow, diagnostics } = compileWorkflow(scenarioSource(scenario), "scenario.yaml", registry);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  // Random conditions can contradict each other; a node that never runs is refused, rightly.
  fc.pre(!errors.some((error) => error.code === "unreachable-node"));
  expect(errors).toEqual([]);
  if (workflow === undefined) throw new Error("There is no workflow.");
  const expected = expectationOf(scenario);
  const run = await runScenario(scenario, workflow);
  expect(run.endings).toHaveLength(1);
  expect(run.status).toBe(run.endings[0]?.kind === "failed" ? "FAILED" : "SUCCEEDED");
  expect(outOfPlace(run, expected)).toEqual([]);
}

/** Everything in which a run differs from what the language says. */
function outOfPlace(run: ObservedRun, expected: Expectation): string[] {
  const ran = [...run.started.keys()];
  const ending = canonicalJson(run.endings[0] ?? null);
  const late = ran.flatMap((id) =>
    [...(expected.upstream.get(id) ?? [])]
      .filter((earlier) => (run.started.get(id) ?? 0) < (run.settled.get(earlier) ?? 0))
      .map((earlier) => `${id} started before ${earlier} had settled`),
  );
  const unexpected = ran.filter((id) => !expected.runs.has(id)).map((id) => `${id} ran`);
  if (expected.endedBy.size === 0) {
    const missing = [...expected.runs].filter((id) => !run.started.has(id)).map((id) => `${id} did not run`);
    const endsRight = ending === canonicalJson(expected.ending);
    return [...late, ...unexpected, ...missing, ...(endsRight ? [] : [`it ended in ${ending}`])];
  }
  // Side by side with whoever ends the run, others may or may not have started; one who did start has ended it.
  const endsRight = [...expected.endedBy].some(
    ([id, each]) => run.started.has(id) && ending === canonicalJson(each),
  );
  return [...late, ...unexpected, ...(endsRight ? [] : [`it ended in ${ending}`])];
}

describe("a compiled workflow", () => {
  test("runs the same nodes and ends the same way as the language says, whatever the graph", async () => {
    await fc.assert(fc.asyncProperty(scenarios, check), { numRuns: 300 });
  }, 300_000);
});
