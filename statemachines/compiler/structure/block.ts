/** How nodes are executed: in sequence, side by side, or nested. Series within series and parallel within parallel are flat. */
export type Block =
  | { kind: "node"; node: number }
  | { kind: "series"; parts: Block[] }
  | { kind: "parallel"; parts: Block[] };

export interface Decomposition {
  block: Block;
  /** Barriers that the order did not ask for, because fork and join cannot express it. */
  lossyCuts: number;
  /** Time until all is done, by the nodes' weights. */
  makespan: number;
}

/** One after another, or side by side. */
export function combine(kind: "series" | "parallel", parts: readonly Decomposition[]): Decomposition {
  const makespans = parts.map((part) => part.makespan);
  return {
    block: { kind, parts: parts.flatMap(({ block }) => (block.kind === kind ? block.parts : [block])) },
    lossyCuts: parts.reduce((sum, part) => sum + part.lossyCuts, 0),
    makespan: kind === "series" ? makespans.reduce((sum, each) => sum + each, 0) : Math.max(...makespans),
  };
}
