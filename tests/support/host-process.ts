import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type HostFile, readHostFile } from "../../local/host-file.ts";
import { cleanEnvironment } from "./clean-environment.ts";
import { until } from "./until.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** A host in a process of its own, as a user starts it, on a data directory that outlives it. */
export class HostProcess {
  readonly dataDir: string;
  readonly #entry: string;
  readonly #args: string[];
  #child: ChildProcess | undefined;
  #output = "";

  constructor(options: { entry?: string; args?: string[]; dataDir?: string } = {}) {
    this.#args = options.args ?? [];
    this.#entry = join(root, options.entry ?? "local/main.ts");
    this.dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), "hil-host-"));
  }

  /** Starts it and waits until it has announced itself. @throws Error with its output when it ends before that */
  async start(env: Record<string, string> = {}): Promise<HostFile> {
    this.#output = "";
    const child = spawn(process.execPath, [this.#entry, ...this.#args], {
      cwd: root,
      env: { ...cleanEnvironment(), HIL_DATA_DIR: this.dataDir, HIL_PORT: "0", HIL_AWS_PORT: "0", ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (data) => (this.#output += String(data)));
    return until(() => {
      const host = readHostFile(this.dataDir);
      if (host !== null && host.pid === child.pid) return host;
      if (hasEnded(child))
        throw new Error(
          `the host ended while starting (${child.signalCode ?? child.exitCode}):\n${this.#output}`,
        );
      return undefined;
    });
  }

  get running(): boolean {
    return this.#child !== undefined && !hasEnded(this.#child);
  }

  /** Resolves once its output matches. */
  async says(pattern: RegExp): Promise<void> {
    await until(() => (pattern.test(this.#output) ? true : undefined)).catch(() => {
      throw new Error(`the host never said ${pattern}:\n${this.#output}`);
    });
  }

  /** SIGKILL: the process gets no chance to tidy up. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  async stop(): Promise<void> {
    await this.#end("SIGTERM");
  }

  /** Resolves when the process has ended by itself (a crash point was reached). */
  async ended(): Promise<void> {
    const child = this.#child;
    if (child && !hasEnded(child)) await new Promise<void>((resolve) => child.once("exit", () => resolve()));
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (!this.running) return;
    this.#child?.kill(signal);
    await this.ended();
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
