import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

const apt = "/usr/bin/apt-get";
const longestMs = 300_000;

/** Installs a Debian package, where that is possible; several suites may ask at once. False: it could not be. */
export function installPackage(name: string): boolean {
  if (process.getuid?.() !== 0 || !existsSync(apt)) return false;
  const install = () => run("install", "-y", "--no-install-recommends", name);
  return install() || (run("update") && install());
}

function run(...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  try {
    // Whoever comes second waits until the first is done.
    execFileSync(apt, ["-o", "DPkg::Lock::Timeout=240", ...args], { env, stdio: "pipe", timeout: longestMs });
    return true;
  } catch {
    return false;
  }
}
