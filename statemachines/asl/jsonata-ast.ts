import jsonata from "jsonata";

/** jsonata 2.0.6's syntax tree, as far as it is read here (its own type declarations are of 1.7). */
export interface Node {
  type: string;
  value?: unknown;
  /** Where the token ends, in UTF-16 units. */
  position?: number;
  steps?: Node[];
  stages?: Stage[];
  predicate?: Stage[];
  group?: Group;
  expressions?: Node[];
  expression?: Node;
  arguments?: Node[];
  procedure?: Node;
  body?: Node;
  lhs?: Node | [Node, Node][];
  rhs?: Node;
  condition?: Node;
  then?: Node;
  else?: Node;
  pattern?: Node;
  update?: Node;
  delete?: Node;
  terms?: { descending: boolean; expression: Node }[];
  signature?: unknown;
  keepArray?: boolean;
  keepSingletonArray?: boolean;
  consarray?: boolean;
  thunk?: boolean;
  tuple?: boolean;
  focus?: string;
  index?: string;
  ancestor?: unknown;
}

export interface Stage {
  type: "filter" | "index";
  expr?: Node;
  value?: unknown;
}

export interface Group {
  lhs: [Node, Node][];
  position?: number;
}

export interface ParsedExpression {
  ast: Node;
  expression: jsonata.Expression;
}

/** Parses an expression; throws jsonata's error object (`code`, `message`, `position`) when it is not one. */
export function parseExpression(source: string): ParsedExpression {
  const expression = jsonata(source);
  return { ast: expression.ast() as unknown as Node, expression };
}

/** The nodes directly below a node, in the order in which they are evaluated. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  const add = (...nodes: (Node | undefined)[]) => {
    for (const child of nodes) if (child !== undefined) children.push(child);
  };
  if (Array.isArray(node.lhs)) add(...node.lhs.flat());
  else add(node.lhs);
  add(
    node.rhs,
    node.procedure,
    ...(node.arguments ?? []),
    ...(node.steps ?? []),
    ...(node.expressions ?? []),
  );
  add(node.expression, node.condition, node.then, node.else, node.body);
  add(node.pattern, node.update, node.delete, ...(node.terms ?? []).map((term) => term.expression));
  add(
    ...(node.stages ?? []).map((stage) => stage.expr),
    ...(node.predicate ?? []).map((stage) => stage.expr),
  );
  add(...(node.group?.lhs.flat() ?? []));
  return children;
}

/** Calls `visit` for a node and all nodes below it. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}
