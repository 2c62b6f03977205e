import type { Diagnostic } from "../shared/contracts/workflow.ts";
import { paint } from "./terminal.ts";

/** Each diagnostic with its place, the line it is about and what to do, on standard error. */
export function printDiagnostics(diagnostics: Diagnostic[], sources: ReadonlyMap<string, string>): void {
  for (const diagnostic of diagnostics) console.error(format(diagnostic, sources.get(diagnostic.file)));
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  if (diagnostics.length > 0) console.error(`${plural(errors, "error")}, ${plural(warnings, "warning")}`);
}

function format(diagnostic: Diagnostic, source: string | undefined): string {
  const { severity, code, message, hint, file, line, column } = diagnostic;
  const style = severity === "error" ? "red" : "yellow";
  const head = `${file}:${line}:${column} ${paint(style, `${severity} ${code}`, process.stderr)} ${message}`;
  const text = source?.split("\n")[line - 1];
  const frame = text === undefined ? [] : [`  ${line} | ${text}`, underline(diagnostic, text, style)];
  return [head, ...frame, `  ${paint("dim", "hint:", process.stderr)} ${hint}`, ""].join("\n");
}

function underline(
  { line, column, endLine, endColumn }: Diagnostic,
  text: string,
  style: "red" | "yellow",
): string {
  const end = endLine === line ? endColumn : text.length + 1;
  const length = Math.max(1, Math.min(end, text.length + 1) - column);
  const margin = " ".repeat(String(line).length + 5 + column - 1);
  return margin + paint(style, "^".repeat(length), process.stderr);
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
