import { BitSet } from "./bit-set.ts";

/** Who comes before whom, over nodes 0..size-1 that are numbered so that everyone comes after those before them. */
export interface PartialOrder {
  size: number;
  weights: readonly number[];
  /** Everything that has to be settled before a node starts. */
  before: readonly BitSet[];
  /** Everything that waits for a node. */
  after: readonly BitSet[];
}

/**
 * The transitive closure of direct predecessors: only what is already implied or not matters from here on, so redundant
 * edges cost nothing.
 * @param predecessors for each node, nodes with smaller numbers
 */
export function partialOrder(
  predecessors: readonly (readonly number[])[],
  weights: readonly number[],
): PartialOrder {
  const size = predecessors.length;
  const before: BitSet[] = [];
  const after = predecessors.map(() => BitSet.empty(size));
  for (const [node, direct] of predecessors.entries()) {
    let all = BitSet.of(size, direct);
    for (const predecessor of direct) all = all.union(before[predecessor] ?? BitSet.empty(size));
    before.push(all);
    for (const predecessor of all.members()) after[predecessor]?.insert(node);
  }
  return { size, weights, before, after };
}

/** Length of the heaviest chain within `nodes`: no schedule is shorter. */
export function criticalPath(order: PartialOrder, nodes: BitSet): number {
  const finish = new Float64Array(order.size);
  let longest = 0;
  for (const node of nodes.members()) {
    const start = latest(finish, setAt(order.before, node).intersection(nodes));
    finish[node] = start + (order.weights[node] ?? 1);
    longest = Math.max(longest, finish[node]);
  }
  return longest;
}

function latest(finish: Float64Array, nodes: BitSet): number {
  let start = 0;
  for (const node of nodes.members()) start = Math.max(start, finish[node] ?? 0);
  return start;
}

export function setAt(sets: readonly BitSet[], node: number): BitSet {
  const set = sets[node];
  if (set === undefined) throw new RangeError(`The order has no node ${node}.`);
  return set;
}
