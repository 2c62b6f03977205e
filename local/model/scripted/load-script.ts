import { readFileSync } from "node:fs";
import type * as z from "zod";
import { LineCounter, parseDocument, type Document } from "yaml";
import { scriptSchema, type Script } from "./script-schema.ts";

export interface ScriptMistake {
  file: string;
  line: number;
  column: number;
  message: string;
}

/** A script that cannot be played, with all of its mistakes. */
export class ScriptError extends Error {
  readonly mistakes: ScriptMistake[];

  constructor(mistakes: ScriptMistake[]) {
    const lines = mistakes.map(({ file, line, column, message }) => `${file}:${line}:${column}: ${message}`);
    super(`The model's script has mistakes:\n${lines.join("\n")}`);
    this.name = "ScriptError";
    this.mistakes = mistakes;
  }
}

/** A script, and where each entry stands in its file. */
export interface LoadedScript {
  script: Script;
  file: string;
  entryLines: number[];
}

/** Reads a script from a file, or from text. @throws ScriptError */
export function loadScript(source: { file: string } | { text: string }): LoadedScript {
  const file = "file" in source ? source.file : "script.yaml";
  const lines = new LineCounter();
  const document = parseDocument("file" in source ? readFileSync(file, "utf8") : source.text, {
    lineCounter: lines,
  });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { file, line, column: col };
  };
  if (document.errors.length > 0) {
    throw new ScriptError(
      document.errors.map(({ pos, message }) => ({ ...at(pos[0]), message: firstLine(message) })),
    );
  }
  const parsed = scriptSchema.safeParse(document.toJS({ maxAliasCount: 100 }));
  if (!parsed.success) {
    throw new ScriptError(
      parsed.error.issues.flatMap(plainIssues).map((issue) => ({
        ...at(offsetOf(document, issue.path)),
        message: `${issue.path.join(".") || "script"}: ${issue.message}`,
      })),
    );
  }
  const entryLines = parsed.data.entries.map((_, index) => at(offsetOf(document, ["entries", index])).line);
  return { script: parsed.data, file, entryLines };
}

/** Where one of several forms was allowed: what is wrong with the form that was meant, if that can be told. */
function plainIssues(issue: z.core.$ZodIssue): Pick<z.core.$ZodIssue, "path" | "message">[] {
  if (issue.code !== "invalid_union") return [issue];
  const meant = issue.errors.find((branch) =>
    branch.some((each) => each.code !== "invalid_type" || each.path.length > 0),
  );
  const issues = (meant ?? []).map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
  return issues.length === 0 ? [issue] : issues;
}

/** Where a path stands in the document; what is missing is reported where it should be. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    const range = node !== null && typeof node === "object" && "range" in node ? node.range : undefined;
    if (Array.isArray(range)) return Number(range[0]);
  }
  return 0;
}

function firstLine(message: string): string {
  return message.split("\n")[0] ?? message;
}
