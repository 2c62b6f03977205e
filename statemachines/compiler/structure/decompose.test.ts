import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BitSet } from "./bit-set.ts";
import type { Block, Decomposition } from "./block.ts";
import { decompose } from "./decompose.ts";
import { criticalPath, partialOrder, setAt } from "./partial-order.ts";

function decomposed(predecessors: number[][], weights = predecessors.map(() => 1)): Decomposition {
  const order = partialOrder(predecessors, weights);
  return decompose(order, BitSet.of(order.size, predecessors.keys()));
}

function show(block: Block): string {
  if (block.kind === "node") return String(block.node);
  const parts = block.parts.map(show).join(block.kind === "series" ? " " : "|");
  return block.kind === "series" ? `(${parts})` : `[${parts}]`;
}

describe("decompose()", () => {
  test.each([
    ["a chain", [[], [0], [1]], "(0 1 2)"],
    ["a diamond", [[], [0], [0], [1, 2]], "(0 [1|2] 3)"],
    ["independent nodes", [[], [], []], "[0|1|2]"],
    ["a chain beside a node", [[], [0], []], "[(0 1)|2]"],
    ["a redundant edge", [[], [0], [0, 1]], "(0 1 2)"],
    ["nested forks", [[], [0], [0], [2], [2], [3, 4], [1, 5]], "(0 [1|(2 [3|4] 5)] 6)"],
    ["two joins after two forks", [[], [], [0, 1], [0, 1]], "([0|1] [2|3])"],
  ])("finds %s exactly", (_, predecessors, expected) => {
    const result = decomposed(predecessors);
    expect(show(result.block)).toBe(expected);
    expect(result.lossyCuts).toBe(0);
  });

  test("cuts an N where the least time is lost", () => {
    // 0 -> 2, 1 -> 2, 1 -> 3; only node 3 is long, so it must not wait for node 0.
    const result = decomposed([[], [], [0, 1], [1]], [5, 1, 1, 9]);
    expect(show(result.block)).toBe("(1 [(0 2)|3])");
    expect(result.lossyCuts).toBe(1);
    expect(result.makespan).toBe(10);
  });

  const graphs = fc
    .integer({ min: 1, max: 14 })
    .chain((size) =>
      fc.tuple(
        ...Array.from({ length: size }, (_, node) =>
          fc.subarray(Array.from({ length: node }, (_, index) => index)),
        ),
      ),
    );

  test("keeps the order and every node once, whatever the graph", () => {
    fc.assert(
      fc.property(
        graphs,
        fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 14, maxLength: 14 }),
        (predecessors, weights) => {
          const order = partialOrder(predecessors, weights);
          const all = BitSet.of(order.size, predecessors.keys());
          const { block, makespan, lossyCuts } = decompose(order, all);
          const earlier = executedBefore(block, order.size);
          expect(nodesOf(block).sort((a, b) => a - b)).toEqual([...predecessors.keys()]);
          for (const node of all.members()) {
            const required = setAt(order.before, node);
            expect(required.without(setAt(earlier, node)).isEmpty).toBe(true);
            if (lossyCuts === 0) expect(setAt(earlier, node).key).toBe(required.key);
          }
          if (lossyCuts === 0) expect(makespan).toBeCloseTo(criticalPath(order, all));
          else expect(makespan).toBeGreaterThanOrEqual(criticalPath(order, all) - 1e-9);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("never cuts a graph that was built from series and parallel parts", () => {
    const { tree } = fc.letrec<{ tree: Block }>((tie) => ({
      tree: fc.oneof(
        { depthSize: "small" },
        fc.constant<Block>({ kind: "node", node: 0 }),
        fc.record({
          kind: fc.constantFrom("series" as const, "parallel" as const),
          parts: fc.array(tie("tree"), { minLength: 1, maxLength: 4 }),
        }),
      ),
    }));
    fc.assert(
      fc.property(tree, (block) => {
        expect(decomposed(predecessorsOf(block)).lossyCuts).toBe(0);
      }),
      { numRuns: 200 },
    );
  });
});

function nodesOf(block: Block): number[] {
  return block.kind === "node" ? [block.node] : block.parts.flatMap(nodesOf);
}

/** Which nodes are done before each one starts. */
function executedBefore(block: Block, size: number): BitSet[] {
  const earlier = Array.from({ length: size }, () => BitSet.empty(size));
  const visit = (inner: Block, done: BitSet): BitSet => {
    if (inner.kind === "node") {
      earlier[inner.node] = done;
      return done.union(BitSet.of(size, [inner.node]));
    }
    if (inner.kind === "series") return inner.parts.reduce((reached, part) => visit(part, reached), done);
    return inner.parts.map((part) => visit(part, done)).reduce((a, b) => a.union(b), done);
  };
  visit(block, BitSet.empty(size));
  return earlier;
}

/** Numbers the leaves in order; each depends on all that its place in the tree comes after. */
function predecessorsOf(block: Block): number[][] {
  const predecessors: number[][] = [];
  const visit = (inner: Block, done: number[]): number[] => {
    if (inner.kind === "node") {
      predecessors.push(done);
      return [...done, predecessors.length - 1];
    }
    if (inner.kind === "series") return inner.parts.reduce((reached, part) => visit(part, reached), done);
    return [...new Set([...done, ...inner.parts.flatMap((part) => visit(part, done))])];
  };
  visit(block, []);
  return predecessors;
}
