import jsonata from "jsonata";
import { isJsonataString, jsonataSource } from "../jsonata-string.ts";
import type { Findings } from "./finding.ts";
import { unsupportedParts, type ExpressionNode } from "./unsupported-parts.ts";

/** Checks a string of a JSONata state: an expression where it has the form of one, else a constant. */
export function checkJsonataString(text: string, at: string, findings: Findings): void {
  if (isJsonataString(text)) checkExpression(jsonataSource(text), at, findings);
}

function checkExpression(source: string, at: string, findings: Findings): void {
  let tree: ExpressionNode;
  try {
    tree = jsonata(source).ast() as unknown as ExpressionNode;
  } catch (error) {
    return findings.error("INVALID_JSONATA_EXPRESSION", parseMessage(error), at);
  }
  for (const message of unsupportedParts(tree)) {
    findings.error("UNSUPPORTED_JSONATA_EXPRESSION", message, at);
  }
}

function parseMessage(error: unknown): string {
  if (error instanceof RangeError) return "The expression is nested too deeply";
  const { message } = error as { message?: unknown };
  return typeof message === "string" ? message : "This is not a JSONata expression";
}
