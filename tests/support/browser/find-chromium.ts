import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { installPackage } from "../install-package.ts";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/**
 * Where a Chromium is on this machine; Debian's, installed with apt-get where that is possible; null otherwise.
 * @throws Error in CI, where the console's suites must not be skipped
 */
export function findChromium(): string | null {
  const found = find() ?? (installPackage("chromium") ? find() : null);
  if (found === null && process.env["CI"] === "true")
    throw new Error("CI needs a browser: install chromium, so that it is found on the PATH.");
  return found;
}

function find(): string | null {
  const folders = ["/usr/bin", ...(process.env["PATH"] ?? "").split(delimiter)];
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find((path) => existsSync(path)) ?? null;
}
