import { expect, test } from "vitest";
import { parseAgent } from "./parse-agent.ts";

test("reads an agent and fills in what it leaves out", () => {
  const { agent, diagnostics } = parseAgent("name: a\ntype: simple\ndescription: d\nprompt: hi\n", "a.yaml");
  expect(diagnostics).toEqual([]);
  expect(agent).toMatchObject({ name: "a", model_profile: "balanced", tools: [], max_iterations: 10 });
});

test("names the place of every mistake", () => {
  const { agent, diagnostics } = parseAgent(
    "name: a\ntype: clever\ndescription: d\nmax_iterations: 0\n",
    "a.yaml",
  );
  expect(agent).toBeUndefined();
  expect(diagnostics.map((each) => [each.line, each.column])).toEqual([
    [2, 7],
    [4, 17],
  ]);
});

test("reports YAML that cannot be read", () => {
  const { diagnostics } = parseAgent("name: [a\n", "a.yaml");
  expect(diagnostics[0]).toMatchObject({ code: "invalid-yaml", file: "a.yaml" });
});
