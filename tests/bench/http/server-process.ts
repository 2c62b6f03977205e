import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** What a server says once it listens. */
export interface Listening {
  port: number;
  apiKey?: string;
}

/** A server of this bench in a process of its own: the load is made in this one. */
export class ServerProcess {
  readonly listening: Listening;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, listening: Listening) {
    this.#child = child;
    this.listening = listening;
  }

  /** @throws Error when the server ends before it listens */
  static async start(script: URL): Promise<ServerProcess> {
    const child = fork(fileURLToPath(script), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
    const ended = once(child, "exit").then(() => {
      throw new Error(`The server ${script.href} has ended`);
    });
    const [listening] = (await Promise.race([once(child, "message"), ended])) as [Listening];
    ended.catch(() => undefined);
    return new ServerProcess(child, listening);
  }

  async close(): Promise<void> {
    const ended = once(this.#child, "exit");
    if (this.#child.connected) this.#child.disconnect();
    await ended;
  }
}

/** For the server's side: says where it listens, and ends when the other side has gone. */
export function announce(listening: Listening, close: () => Promise<void> | void = () => undefined): void {
  process.send!(listening);
  process.once("disconnect", () => void Promise.resolve(close()).finally(() => process.exit(0)));
}
