/**
 * Nodes that wait for each other, one cycle for each knot of them, as the shortest way round from its first node. The last
 * entry is the first one again.
 */
export function findCycles(upstream: ReadonlyMap<string, ReadonlySet<string>>): string[][] {
  const cycles: string[][] = [];
  const known = new Set<string>();
  for (const start of upstream.keys()) {
    if (known.has(start)) continue;
    const cycle = shortestCycle(start, upstream);
    if (cycle === undefined) continue;
    cycles.push(cycle);
    for (const id of knotOf(start, upstream)) known.add(id);
  }
  return cycles;
}

/** Breadth first against the edges; upstream of upstream until the start comes up again. */
function shortestCycle(
  start: string,
  upstream: ReadonlyMap<string, ReadonlySet<string>>,
): string[] | undefined {
  const next = new Map<string, string>();
  const queue = [start];
  for (const id of queue) {
    for (const earlier of upstream.get(id) ?? []) {
      if (earlier === start) return wayFrom(start, id, next);
      if (next.has(earlier)) continue;
      next.set(earlier, id);
      queue.push(earlier);
    }
  }
  return undefined;
}

function wayFrom(start: string, first: string, next: ReadonlyMap<string, string>): string[] {
  const way = [start];
  for (let id: string | undefined = first; id !== undefined && id !== start; id = next.get(id)) way.push(id);
  return [...way, start];
}

/** Everything that both comes before and after `start`. */
function knotOf(start: string, upstream: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const before = reach(start, (id) => upstream.get(id) ?? []);
  return [...before].filter((id) => reach(id, (inner) => upstream.get(inner) ?? []).has(start));
}

function reach(start: string, neighbours: (id: string) => Iterable<string>): Set<string> {
  const reached = new Set<string>();
  const queue = [start];
  for (const id of queue) {
    for (const neighbour of neighbours(id)) {
      if (reached.has(neighbour)) continue;
      reached.add(neighbour);
      queue.push(neighbour);
    }
  }
  return reached;
}

/** Ids so that each comes after everything upstream of it; otherwise in the order of the file. */
export function topologicalOrder(upstream: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const sorted: string[] = [];
  const done = new Set<string>();
  const visit = (id: string): void => {
    if (done.has(id)) return;
    done.add(id);
    for (const earlier of upstream.get(id) ?? []) visit(earlier);
    sorted.push(id);
  };
  for (const id of upstream.keys()) visit(id);
  return sorted;
}
