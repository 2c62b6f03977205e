import type { Expression, Invocation, Parameter, ParsedTemplate, Statement } from "./ast.ts";
import { type Children, type LibraryNode, Lowering } from "./lower-expressions.ts";
import { decodeName } from "./tokenize-tag.ts";

export type { LibraryNode } from "./lower-expressions.ts";

/** Turns the library's tree into ours; what we do not allow becomes a mistake. */
export function lowerProgram(program: LibraryNode, maxNesting: number): ParsedTemplate {
  const lowering = new Lowering(maxNesting);
  const body = lowerBody(children(program, "body"), lowering);
  return { body, mistakes: lowering.mistakes };
}

function lowerBody(nodes: Children, lowering: Lowering): Statement[] {
  return lowering.nested(() => nodes.flatMap((node) => lowerStatement(node, lowering)), []);
}

function lowerStatement(node: LibraryNode, lowering: Lowering): Statement[] {
  switch (node.type) {
    case "Comment":
      return [];
    case "If":
      return [lowerIf(node, lowering)];
    case "For":
      return [lowerFor(node, lowering)];
    case "Set":
      return lowerSet(node, lowering);
    case "Macro":
      return [
        {
          kind: "macro",
          name: nameOf(child(node, "name"), lowering),
          parameters: lowerParameters(children(node, "args"), lowering),
          body: lowerBody(children(node, "body"), lowering),
        },
      ];
    case "CallStatement":
      return [lowerCallBlock(node, lowering)];
    case "FilterStatement":
      return [lowerFilterBlock(node, lowering)];
    case "Break":
      return [{ kind: "break" }];
    case "Continue":
      return [{ kind: "continue" }];
    default:
      return [lowerOutput(node, lowering)];
  }
}

/** Text between tags and `{{ "literal" }}` are the same node in the library's tree, and print the same. */
function lowerOutput(node: LibraryNode, lowering: Lowering): Statement {
  if (node.type === "StringLiteral") return { kind: "text", text: node["value"] as string };
  return { kind: "output", expression: lowering.expression(node) };
}

function lowerIf(node: LibraryNode, lowering: Lowering): Statement {
  const branches: { condition: Expression; body: Statement[] }[] = [];
  let current = node;
  for (;;) {
    branches.push({
      condition: lowering.expression(child(current, "test")),
      body: lowerBody(children(current, "body"), lowering),
    });
    // An `elif` is an `if` alone in the alternative.
    const alternate = children(current, "alternate");
    const [next] = alternate;
    if (alternate.length !== 1 || next?.type !== "If") {
      return { kind: "if", branches, otherwise: lowerBody(alternate, lowering) };
    }
    current = next;
  }
}

function lowerFor(node: LibraryNode, lowering: Lowering): Statement {
  const iterable = child(node, "iterable");
  const isFiltered = iterable.type === "SelectExpression";
  return {
    kind: "for",
    targets: lowerTargets(child(node, "loopvar"), lowering),
    iterable: lowering.expression(isFiltered ? child(iterable, "lhs") : iterable),
    condition: isFiltered ? lowering.expression(child(iterable, "test")) : null,
    body: lowerBody(children(node, "body"), lowering),
    otherwise: lowerBody(children(node, "defaultBlock"), lowering),
  };
}

function lowerSet(node: LibraryNode, lowering: Lowering): Statement[] {
  const assignee = child(node, "assignee");
  const value = node["value"] as LibraryNode | null;
  if (value === null) {
    const target = nameOf(assignee, lowering);
    return [{ kind: "set-block", target, body: lowerBody(children(node, "body"), lowering) }];
  }
  const expression = lowering.expression(value);
  if (assignee.type !== "MemberExpression") {
    return [{ kind: "set", targets: lowerTargets(assignee, lowering), value: expression }];
  }
  const object = lowering.expression(child(assignee, "object"));
  const property = nameOf(child(assignee, "property"), lowering);
  return [{ kind: "set-member", object, property, value: expression }];
}

function lowerCallBlock(node: LibraryNode, lowering: Lowering): Statement {
  const call = child(node, "call");
  return {
    kind: "call-block",
    call: { ...lowering.name(child(call, "callee")), args: lowering.callArguments(children(call, "args")) },
    parameters: lowerParameters((node["callerArgs"] as Children | null) ?? [], lowering),
    body: lowerBody(children(node, "body"), lowering),
  };
}

function lowerFilterBlock(node: LibraryNode, lowering: Lowering): Statement {
  const filter: Invocation = lowering.filter(child(node, "filter"));
  return { kind: "filter-block", filter, body: lowerBody(children(node, "body"), lowering) };
}

function lowerParameters(nodes: Children, lowering: Lowering): Parameter[] {
  const parameters = nodes.map((node): Parameter => {
    if (node.type !== "KeywordArgumentExpression") return { name: nameOf(node, lowering), fallback: null };
    return {
      name: nameOf(child(node, "key"), lowering),
      fallback: lowering.expression(child(node, "value")),
    };
  });
  if (new Set(parameters.map(({ name }) => name)).size < parameters.length) {
    lowering.mistake("a parameter is named twice", null);
  }
  return parameters;
}

function lowerTargets(node: LibraryNode, lowering: Lowering): string[] {
  const nodes = node.type === "TupleLiteral" ? (node["value"] as Children) : [node];
  return nodes.map((target) => nameOf(target, lowering));
}

function nameOf(node: LibraryNode, lowering: Lowering): string {
  if (node.type === "Identifier") return decodeName(node["value"] as string).name;
  lowering.mistake("a name is expected here", null);
  return "";
}

function child(node: LibraryNode, key: string): LibraryNode {
  return node[key] as LibraryNode;
}

function children(node: LibraryNode, key: string): Children {
  return node[key] as Children;
}
