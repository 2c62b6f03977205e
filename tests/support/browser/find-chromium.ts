import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];

/**
 * Where a Chromium is on this machine; Debian's, installed with apt-get where that is possible; null otherwise.
 * @throws Error in CI, where the console's suites must not be skipped
 */
export function findChromium(): string | null {
  const found = find() ?? (install() ? find() : null);
  if (found === null && process.env["CI"] === "true")
    throw new Error("CI needs a browser: install chromium, so that it is found on the PATH.");
  return found;
}

function find(): string | null {
  const folders = ["/usr/bin", ...(process.env["PATH"] ?? "").split(delimiter)];
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find((path) => existsSync(path)) ?? null;
}

function install(): boolean {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return false;
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    execFileSync("/usr/bin/apt-get", ["install", "-y", "--no-install-recommends", "chromium"], {
      env,
      stdio: "pipe",
      timeout: 300_000,
    });
    return true;
  } catch {
    return false;
  }
}
