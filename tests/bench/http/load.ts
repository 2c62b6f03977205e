import { connect, type Socket } from "node:net";

export interface Target {
  port: number;
  path: string;
  headers: Readonly<Record<string, string>>;
  body: string;
  /** Any other answer stops the measurement. */
  expectedStatus: number;
}

/** Connections that are kept open, each with one request under way at a time. */
const CONNECTIONS = 32;
const CHUNKED_END = "0\r\n\r\n";

/**
 * Sends the same request again and again. It writes bytes to sockets and reads no more of an answer than its status and
 * where it ends, so that this process is not what limits the server. @returns answers per second
 */
export async function load(target: Target, durationMs: number): Promise<number> {
  const request = requestText(target);
  const startedAtMs = performance.now();
  let answers = 0;
  const keepAsking = async () => {
    const connection = new Connection(await open(target.port));
    while (performance.now() - startedAtMs < durationMs) {
      const answer = await connection.ask(request);
      const status = Number(answer.slice("HTTP/1.1 ".length, "HTTP/1.1 200".length));
      if (status !== target.expectedStatus)
        throw new Error(`${target.path} answers ${answer.slice(0, 2000)}`);
      answers++;
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, keepAsking));
  return (answers / (performance.now() - startedAtMs)) * 1000;
}

function requestText({ port, path, headers, body }: Target): string {
  const lines = Object.entries({
    Host: `127.0.0.1:${port}`,
    "Content-Type": "application/json",
    "Content-Length": String(Buffer.byteLength(body)),
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\n${lines.join("")}\r\n${body}`;
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true }, () => resolve(socket));
    socket.once("error", reject);
  });
}

class Connection {
  readonly #socket: Socket;
  #received = "";
  #answered: { resolve: (answer: string) => void; reject: (error: Error) => void } | undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.setEncoding("latin1");
    socket.on("data", (text: string) => this.#receive(text));
    socket.on("error", (error) => this.#answered?.reject(error));
    socket.on("close", () => this.#answered?.reject(new Error("The server has closed a connection")));
  }

  ask(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#answered = { resolve, reject };
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#answered = undefined;
    this.#socket.destroy();
  }

  #receive(text: string): void {
    this.#received += text;
    if (!isWhole(this.#received)) return;
    const answer = this.#received;
    this.#received = "";
    this.#answered?.resolve(answer);
  }
}

function isWhole(answer: string): boolean {
  const bodyAt = answer.indexOf("\r\n\r\n") + 4;
  if (bodyAt < 4) return false;
  const length = /\r\ncontent-length: *(\d+)/i.exec(answer)?.[1];
  return length === undefined ? answer.endsWith(CHUNKED_END) : answer.length - bodyAt >= Number(length);
}
