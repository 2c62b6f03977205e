import type { Diagnostic } from "../../shared/contracts/workflow.ts";
import type { DiagnosticCode } from "./diagnostic-codes.ts";
import type { Path, SourceDocument, Span } from "./source-document.ts";

/** Where a mistake is: a value (the default), a key, or a stretch of a string. */
export interface Place {
  path: Path;
  key?: boolean;
  offset?: number;
  length?: number;
}

/** Collects what is wrong with one file. Nothing here throws, so that one mistake never hides another. */
export class DiagnosticCollector {
  private readonly file: string;
  private readonly document: SourceDocument;
  private readonly found = new Map<string, Diagnostic>();

  constructor(file: string, document: SourceDocument) {
    this.file = file;
    this.document = document;
    for (const { code, message, hint, span } of document.problems)
      this.put("error", code, message, hint, span);
  }

  error(code: DiagnosticCode, message: string, hint: string, place: Place): void {
    this.add("error", code, message, hint, this.spanOf(place));
  }

  warning(code: DiagnosticCode, message: string, hint: string, place: Place): void {
    this.add("warning", code, message, hint, this.spanOf(place));
  }

  get hasErrors(): boolean {
    return [...this.found.values()].some((diagnostic) => diagnostic.severity === "error");
  }

  /** In the order of the file. */
  list(): Diagnostic[] {
    return [...this.found.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  }

  private spanOf({ path, key, offset, length }: Place): Span {
    if (key === true) return this.document.keySpan(path);
    return offset === undefined
      ? this.document.valueSpan(path)
      : this.document.withinString(path, offset, length ?? 1);
  }

  private add(
    severity: Diagnostic["severity"],
    code: DiagnosticCode,
    message: string,
    hint: string,
    span: Span,
  ): void {
    // What could not be read is missing for no other reason.
    if (!this.document.problems.some((problem) => isSame(problem.span, span)))
      this.put(severity, code, message, hint, span);
  }

  private put(
    severity: Diagnostic["severity"],
    code: DiagnosticCode,
    message: string,
    hint: string,
    span: Span,
  ): void {
    const start = this.document.position(span.start);
    const end = this.document.position(Math.max(span.end, span.start));
    this.found.set(`${code} ${span.start} ${message}`, {
      severity,
      code,
      message,
      hint,
      file: this.file,
      ...start,
      endLine: end.line,
      endColumn: end.column,
    });
  }
}

function isSame(one: Span, other: Span): boolean {
  return one.start === other.start && one.end === other.end;
}
