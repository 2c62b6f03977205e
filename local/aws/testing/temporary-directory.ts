import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A directory of this test's own, removed when the test has finished. */
export function temporaryDirectory(): string {
  const path = mkdtempSync(join(tmpdir(), "hil-aws-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
