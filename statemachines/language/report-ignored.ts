import type { DiagnosticCollector } from "./diagnostics.ts";
import type { Path } from "./source-document.ts";

/** A key that a later release reads. */
export function reportIgnored(diagnostics: DiagnosticCollector, path: Path): void {
  const message = `"${String(path.at(-1))}" comes with a later release and is ignored.`;
  diagnostics.warning("ignored-key", message, "The workflow runs without it.", { path, key: true });
}
