// Finds (or installs) the Node 24 this project runs on, and starts a program with it.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const stamp = join(root, "node_modules", ".hil-installed");
const wantedMajor = 24;

/** `command` is `node` or the name of a tool in node_modules/.bin that is a Node script. */
export function runOnNode24(command, args) {
  installIfStale();
  const node = findNode24();
  const argv = command === "node" ? args : [toolScript(command), ...args];
  const path = dirname(node) + delimiter + (process.env.PATH ?? "");
  const child = spawn(node, argv, { stdio: "inherit", env: { ...process.env, PATH: path } });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}

function installIfStale() {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.error("Installing dependencies (once) ...");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const done = spawnSync(npm, ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (done.status !== 0) fail("`npm ci` failed: see its message above, then run the command again.");
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lock);
}

function findNode24() {
  if (Number(process.versions.node.split(".")[0]) >= wantedMajor) return process.execPath;
  const packages = [
    `node-${process.platform}-${process.arch}`,
    `node-bin-${process.platform}-${process.arch}`,
  ];
  const candidates = packages.map((name) => join(root, "node_modules", name, "bin", "node"));
  const found = candidates.find((path) => existsSync(path));
  if (!found)
    fail(
      `Node ${wantedMajor} is needed and was not found for ${process.platform}-${process.arch}: install it and try again.`,
    );
  return found;
}

function toolScript(name) {
  const require = createRequire(join(root, "package.json"));
  const manifest = join(root, "node_modules", name, "package.json");
  if (!existsSync(manifest)) fail(`unknown tool ${name}`);
  const { bin } = require(manifest);
  return join(dirname(manifest), typeof bin === "string" ? bin : bin[name]);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
