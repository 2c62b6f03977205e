import { nearestName } from "../nearest-name.ts";
import type { Problem } from "../problem.ts";
import { ANY, MISSING, NULL, OBJECT, type Shape, declaredProperties, shapeOfSchema } from "../shape.ts";
import type { ConditionScope, InputField, ReadSource } from "../translation.ts";
import type { Span } from "./ast.ts";
import { type PathSubject, type Subject, pathSubject, stepInto } from "./subject.ts";

/** Resolves the names at the root of a scope, and keeps the list of those that it has seen. */
export interface Roots {
  resolve: (field: { name: string } & Span) => Subject;
  nodes: string[];
  inputFields: InputField[];
}

export function createRoots(scope: ConditionScope): Roots {
  const roots: Roots = { resolve, nodes: [], inputFields: [] };
  return roots;

  function resolve({ name, offset, end }: { name: string } & Span): Subject {
    if (name === "output" && scope.output !== undefined) return nodeOutput(scope.output);
    if (scope.nodes.has(name)) return { type: "entry", output: nodeOutput(name) };
    const input = inputPath(scope);
    if (name === "input") return input;
    roots.inputFields.push({ name, offset, length: end - offset });
    return stepInto(input, name);
  }

  function nodeOutput(id: string): PathSubject {
    if (!roots.nodes.includes(id)) roots.nodes.push(id);
    return outputPath(scope, id);
  }
}

function inputPath({ input }: ConditionScope): PathSubject {
  return pathSubject(input.expression, rootShape(shapeOfSchema(input.schema)), { kind: "input" });
}

function outputPath(scope: ConditionScope, id: string): PathSubject {
  const node = scope.nodes.get(id);
  if (node === undefined) throw new Error(`the scope has no node ${id}`);
  return pathSubject(node.variable, rootShape(shapeOfSchema(node.schema)), { kind: "node", id });
}

/** By the scope's contract an object, null or nothing; only a schema can make it something else. */
function rootShape(shape: Shape): Shape {
  return { ...shape, kinds: (shape.kinds === ANY ? OBJECT : shape.kinds) | NULL | MISSING };
}

/** Names in read paths that the schemas, where they list all names, do not have. */
export function unknownProperties(
  scope: ConditionScope,
  reads: readonly { source: ReadSource; path: string[] }[],
  span: Span,
): Problem[] {
  return reads.flatMap(({ source, path }) => {
    let subject = source.kind === "input" ? inputPath(scope) : outputPath(scope, source.id);
    for (const name of path) {
      const declared = declaredProperties(subject.shapes.at(-1) ?? { kinds: ANY });
      if (declared !== undefined && !declared.includes(name))
        return [unknownProperty(source, name, declared, span)];
      subject = stepInto(subject, name);
    }
    return [];
  });
}

function unknownProperty(source: ReadSource, name: string, declared: string[], span: Span): Problem {
  const near = nearestName(name, declared);
  const owner = source.kind === "input" ? "The input" : `The output of ${source.id}`;
  return {
    code: "condition-unknown-property",
    message: `${owner} declares no ${name}.`,
    hint: near === undefined ? `It declares ${declared.join(", ") || "nothing"}.` : `Did you mean ${near}?`,
    offset: span.offset,
    length: span.end - span.offset,
  };
}
