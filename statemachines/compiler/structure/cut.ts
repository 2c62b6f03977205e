import { BitSet } from "./bit-set.ts";
import { combine, type Decomposition } from "./block.ts";
import { criticalPath, type PartialOrder, setAt } from "./partial-order.ts";

/**
 * The best way to run a set of nodes that is not series-parallel: a barrier after some nodes that are closed under
 * "comes before". Candidates are the nodes that have started or finished by some time, when everything starts as early
 * or as late as it can, and the neighbourhoods of single nodes; the most promising ones are tried to the end.
 */
export function bestCut(
  order: PartialOrder,
  nodes: BitSet,
  effort: number,
  decompose: (order: PartialOrder, nodes: BitSet, effort: number) => Decomposition,
): Decomposition {
  const ranked = sample(candidates(order, nodes), Math.max(12, Math.floor(workBudget / nodes.size ** 2)))
    .map((first) => {
      const rest = nodes.without(first);
      return { first, rest, bound: criticalPath(order, first) + criticalPath(order, rest) };
    })
    .sort((a, b) => a.bound - b.bound || a.first.size - b.first.size || (a.first.key < b.first.key ? -1 : 1));
  let best: Decomposition | undefined;
  for (const { first, rest, bound } of ranked.slice(0, Math.max(effort, 1))) {
    if (best !== undefined && bound >= best.makespan) break;
    const inner = Math.floor(effort / 2);
    const tried = combine("series", [decompose(order, first, inner), decompose(order, rest, inner)]);
    if (best === undefined || tried.makespan < best.makespan) best = tried;
  }
  if (best === undefined) throw new RangeError("A set of one node has no cut.");
  return { ...best, lossyCuts: best.lossyCuts + 1 };
}

/** Steps that ranking the candidates of one cut may take, so that large graphs compile in time. */
const workBudget = 1_000_000;

/** Evenly spread over the list. */
function sample<Item>(items: readonly Item[], count: number): Item[] {
  const step = Math.max(items.length / count, 1);
  return items.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

function candidates(order: PartialOrder, nodes: BitSet): BitSet[] {
  const found = new Map<string, BitSet>();
  const offer = (set: BitSet) => {
    if (!set.isEmpty && !nodes.without(set).isEmpty) found.set(set.key, set);
  };
  for (const times of schedules(order, nodes)) {
    const sorted = [...nodes.members()].sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0));
    const reached = BitSet.empty(order.size);
    for (const [index, node] of sorted.entries()) {
      reached.insert(node);
      const next = sorted[index + 1];
      if (next !== undefined && (times[next] ?? 0) > (times[node] ?? 0))
        offer(reached.union(BitSet.empty(order.size)));
    }
  }
  for (const node of nodes.members()) {
    const ancestors = setAt(order.before, node).intersection(nodes);
    offer(ancestors);
    offer(ancestors.union(BitSet.of(order.size, [node])));
    offer(nodes.without(setAt(order.after, node)));
    offer(nodes.without(setAt(order.after, node)).without(BitSet.of(order.size, [node])));
  }
  return [...found.values()];
}

/** Times by which nodes can be cut: earliest start and finish, latest start and finish, and level. All rise along the order. */
function schedules(order: PartialOrder, nodes: BitSet): Float64Array[] {
  const weight = (node: number) => order.weights[node] ?? 1;
  const earliest = forward(order, nodes, weight);
  const level = forward(order, nodes, () => 1).start;
  const latest = backward(order, nodes, weight);
  return [earliest.start, earliest.finish, latest.start, latest.finish, level];
}

interface Schedule {
  start: Float64Array;
  finish: Float64Array;
}

function forward(order: PartialOrder, nodes: BitSet, weight: (node: number) => number): Schedule {
  const start = new Float64Array(order.size);
  const finish = new Float64Array(order.size);
  for (const node of nodes.members()) {
    for (const earlier of setAt(order.before, node).intersection(nodes).members())
      start[node] = Math.max(start[node] ?? 0, finish[earlier] ?? 0);
    finish[node] = (start[node] ?? 0) + weight(node);
  }
  return { start, finish };
}

/** Counted back from the end, in negative time. */
function backward(order: PartialOrder, nodes: BitSet, weight: (node: number) => number): Schedule {
  const start = new Float64Array(order.size);
  const finish = new Float64Array(order.size);
  for (const node of [...nodes.members()].reverse()) {
    for (const later of setAt(order.after, node).intersection(nodes).members())
      finish[node] = Math.min(finish[node] ?? 0, start[later] ?? 0);
    start[node] = (finish[node] ?? 0) - weight(node);
  }
  return { start, finish };
}
