import { BitSet } from "./bit-set.ts";
import { combine, type Decomposition } from "./block.ts";
import { bestCut } from "./cut.ts";
import { type PartialOrder, setAt } from "./partial-order.ts";

/**
 * Turns an order into nested forks and joins. Exact wherever that is possible: connected components of comparability run
 * side by side, connected components of incomparability one after another. What is left (it contains an N: a before c, b
 * before c and d) is cut in two where the loss is least.
 * @param effort how many cuts are tried to the end at this depth
 */
export function decompose(order: PartialOrder, nodes: BitSet, effort = 6): Decomposition {
  const only = nodes.first;
  if (only === undefined) return { block: { kind: "series", parts: [] }, lossyCuts: 0, makespan: 0 };
  if (nodes.size === 1)
    return { block: { kind: "node", node: only }, lossyCuts: 0, makespan: order.weights[only] ?? 1 };
  const comparable = (node: number) => setAt(order.before, node).union(setAt(order.after, node));
  const sideBySide = components(order.size, nodes, (node) => comparable(node));
  if (sideBySide.length > 1)
    return combine(
      "parallel",
      sideBySide.map((part) => decompose(order, part, effort)),
    );
  const inSequence = components(order.size, nodes, (node) =>
    nodes.without(comparable(node)).without(BitSet.of(order.size, [node])),
  );
  if (inSequence.length > 1) {
    const sorted = inSequence.sort((a, b) => (comesBefore(order, a, b) ? -1 : 1));
    return combine(
      "series",
      sorted.map((part) => decompose(order, part, effort)),
    );
  }
  return bestCut(order, nodes, effort, decompose);
}

/** All of a series component comes before all of the next, so that any two members tell. */
function comesBefore(order: PartialOrder, a: BitSet, b: BitSet): boolean {
  return setAt(order.after, a.first ?? 0).has(b.first ?? 0);
}

function components(size: number, nodes: BitSet, neighbours: (node: number) => BitSet): BitSet[] {
  const found: BitSet[] = [];
  let left = nodes;
  for (let start = left.first; start !== undefined; start = left.first) {
    let component = BitSet.of(size, [start]);
    let frontier = component;
    while (!frontier.isEmpty) {
      let reached = BitSet.empty(size);
      for (const node of frontier.members()) reached = reached.union(neighbours(node));
      frontier = reached.intersection(left).without(component);
      component = component.union(frontier);
    }
    found.push(component);
    left = left.without(component);
  }
  return found;
}
