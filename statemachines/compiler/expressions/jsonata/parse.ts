import jsonata from "jsonata";
import { MAX_DEPTH, MAX_NODES, tooLarge } from "../limits.ts";
import { ProblemError } from "../problem.ts";
import type { Node } from "../../../asl/jsonata-ast.ts";
import { children } from "./ast.ts";

/** Parses with jsonata 2.0.6. Throws a ProblemError at the first mistake, and for expressions beyond the limits. */
export function parseJsonata(text: string): Node {
  const root = parse(text);
  checkSize(root, text);
  return root;
}

function parse(text: string): Node {
  try {
    return jsonata(text).ast() as unknown as Node;
  } catch (error) {
    if (error instanceof RangeError)
      throw new ProblemError(tooLarge("The expression is nested too deeply.", 0, text.length));
    const { message, position, token } = error as { message?: string; position?: number; token?: unknown };
    const end = Math.min(Math.max(position ?? text.length, 1), text.length);
    const length = typeof token === "string" && text.slice(0, end).endsWith(token) ? token.length : 1;
    throw new ProblemError({
      code: "condition-syntax",
      message: `${message ?? "This is not JSONata"}.`.replace(/\.\.$/, "."),
      hint: "See https://docs.jsonata.org for the language; Step Functions runs version 2.0.6 of it.",
      offset: end - length,
      length,
    });
  }
}

function checkSize(root: Node, text: string): void {
  let count = 0;
  const depthOf = (node: Node): number => {
    count++;
    return 1 + children(node).reduce((deepest, child) => Math.max(deepest, depthOf(child)), 0);
  };
  const depth = depthOf(root);
  if (depth > MAX_DEPTH) {
    throw new ProblemError(
      tooLarge(`The expression is nested more than ${MAX_DEPTH} levels deep.`, 0, text.length),
    );
  }
  if (count <= MAX_NODES) return;
  const message = `The expression has ${count} parts; at most ${MAX_NODES} are allowed.`;
  throw new ProblemError(tooLarge(message, 0, text.length));
}
