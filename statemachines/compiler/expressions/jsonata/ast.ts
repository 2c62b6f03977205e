/** jsonata 2.0.6's syntax tree, as far as it is read here; the package's own type declarations are of 1.7. */
export interface Node {
  type: string;
  value?: unknown;
  /** Where the token ends, in UTF-16 units. */
  position?: number;
  steps?: Node[];
  stages?: Stage[];
  predicate?: Stage[];
  group?: { lhs: [Node, Node][] };
  expressions?: Node[];
  expression?: Node;
  arguments?: Node[];
  procedure?: Node;
  body?: Node;
  /** Operands, or the pairs of an object constructor. */
  lhs?: Node | [Node, Node][];
  rhs?: Node;
  condition?: Node;
  then?: Node;
  else?: Node;
  pattern?: Node;
  update?: Node;
  delete?: Node;
  terms?: { expression: Node }[];
  /** A lambda that jsonata has put around a call in tail position. */
  thunk?: boolean;
  /** Variables bound by `@` and `#`, without the dollar. */
  focus?: string;
  index?: string;
}

export interface Stage {
  type: string;
  /** A filter's condition. */
  expr?: Node;
  /** The variable of an index binding. */
  value?: unknown;
}

/** The nodes right below, whatever value they are evaluated against. */
export function children(node: Node): Node[] {
  const stages = [...(node.stages ?? []), ...(node.predicate ?? [])].flatMap(({ expr }) => expr ?? []);
  const left = Array.isArray(node.lhs) ? node.lhs.flat() : [node.lhs];
  const single = [node.expression, node.procedure, node.body, node.rhs, node.condition, node.then, node.else];
  const transform = [node.pattern, node.update, node.delete];
  const lists = [
    node.steps,
    node.expressions,
    node.type === "lambda" ? undefined : node.arguments,
    node.group?.lhs.flat(),
  ];
  const all = [
    ...left,
    ...single,
    ...transform,
    ...lists.flat(),
    ...(node.terms ?? []).map((term) => term.expression),
  ];
  return [...all.filter((child) => child !== undefined), ...stages];
}
