import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { compileWorkflow } from "../../statemachines/compiler/compile-workflow.ts";
import type { CompileMetrics } from "../../statemachines/compiler/metrics.ts";
import { testRegistry } from "../../statemachines/compiler/testing/registry.ts";

interface Shape {
  id: string;
  src: string;
  n: number;
  edges: [number, number][];
}

/** Shapes of real automation workflows; every node becomes a simple agent, every edge is taken. */
const corpus = fileURLToPath(new URL("../../../shared/corpora/dags/graphs.jsonl", import.meta.url));
const registry = testRegistry([{ name: "worker" }], []);

function readShapes(): Shape[] {
  const lines = readFileSync(corpus, "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Shape);
}

function sourceOf({ n, edges }: Shape): string {
  const nodes = Array.from({ length: n }, (_, index) => `  - { id: n${index}, agent: worker }`);
  const drawn = edges.map(([from, to]) => `  - { from: n${from}, to: n${to} }`);
  return ["name: shape", 'version: "1"', "nodes:", ...nodes, "edges:", ...drawn]
    .join("\n")
    .replace(/edges:$/, "edges: []");
}

interface Compiled {
  shape: Shape;
  metrics: CompileMetrics;
  compileMs: number;
}

function compileShape(shape: Shape): Compiled {
  const startedAt = performance.now();
  const { metrics, diagnostics } = compileWorkflow(sourceOf(shape), "shape.yaml", registry);
  const compileMs = performance.now() - startedAt;
  if (metrics === undefined) throw new Error(`${shape.id}: ${JSON.stringify(diagnostics)}`);
  return { shape, metrics, compileMs };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
}

/** What was measured, for whoever reads the test's output. */
function report(name: string, group: readonly Compiled[]): string {
  const exact = group.filter(({ metrics }) => metrics.lossyCuts === 0).length / group.length;
  const perNode = mean(group.map(({ metrics }) => metrics.transitionsPerNode));
  const times = group.map(({ compileMs }) => compileMs).sort((a, b) => a - b);
  const p95 = times[Math.floor(times.length * 0.95)] ?? 0;
  return `${name}: ${group.length} graphs, ${(exact * 100).toFixed(1)}% series-parallel, ${perNode.toFixed(3)} transitions per node, compile p95 ${p95.toFixed(1)} ms`;
}

describe.skipIf(!existsSync(corpus))("shapes of real workflows (skipped without the corpora folder)", () => {
  const compiled = existsSync(corpus) ? readShapes().map(compileShape) : [];
  const bySource = Map.groupBy(compiled, ({ shape }) => shape.src);

  test("all compile", () => {
    expect(compiled).toHaveLength(2056);
    console.log([...bySource].map(([name, group]) => report(name, group)).join("\n"));
  });

  test("a graph that is series-parallel costs one state per node, one per fork and the end", () => {
    const exact = compiled.filter(({ metrics }) => metrics.lossyCuts === 0);
    const dearer = exact.filter(
      ({ shape, metrics }) => metrics.transitions !== shape.n + metrics.parallels + 1,
    );
    expect(exact.length / compiled.length).toBeGreaterThan(0.96);
    expect(dearer.map(({ shape }) => shape.id)).toEqual([]);
  });

  test("n8n's workflows take at most 1.08 transitions per node on average", () => {
    const perNode = (bySource.get("n8n") ?? []).map(({ metrics }) => metrics.transitionsPerNode);
    expect(mean(perNode)).toBeLessThanOrEqual(1.08);
  });
});
