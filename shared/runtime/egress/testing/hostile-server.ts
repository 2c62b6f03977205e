import { once } from "node:events";
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { createGzip } from "node:zlib";

export interface HostileServer {
  port: number;
  /** Requests in order: host, path, and the headers that came with them. */
  requests: { host: string; path: string; headers: IncomingMessage["headers"]; from: string }[];
  /** Connections that were opened, whether or not a request came. */
  connections: () => number;
  close(): Promise<void>;
}

type Answer = (response: ServerResponse) => void;

const redirectTo =
  (location: string): Answer =>
  (response) =>
    response.writeHead(302, { location }).end();
const mebibyte = Buffer.alloc(1024 * 1024);

/** Writes as fast as the other side reads, and never ends by itself. */
function flood(sink: NodeJS.WritableStream, stop: ServerResponse): void {
  const more = () => {
    while (!stop.destroyed && sink.write(mebibyte));
  };
  sink.on("drain", more);
  more();
}

const answers: Record<string, Answer> = {
  "/302-other": redirectTo("https://attacker.test/"),
  "/chain6": redirectTo("/chain5"),
  "/chain5": redirectTo("/chain4"),
  "/authleak": redirectTo("https://attacker.test/"),
  "/rel": redirectTo("//169.254.169.254/"),
  "/meta": (response) =>
    response
      .writeHead(200, { "content-type": "text/html", refresh: "0; url=https://attacker.test/" })
      .end('<meta http-equiv="refresh" content="0; url=https://attacker.test/">'),
  "/slow": (response) => {
    response.writeHead(200);
    const drip = setInterval(() => response.write("."), 5);
    response.on("close", () => clearInterval(drip));
  },
  "/silent": () => {},
  "/big": (response) => flood(response.writeHead(200), response),
  "/gzipbomb": (response) => {
    const gzip = createGzip();
    gzip.pipe(response.writeHead(200, { "content-encoding": "gzip" }));
    flood(gzip, response);
  },
  "/headers": (response) =>
    response.socket!.end(`HTTP/1.1 200 OK\r\n${`x-filler: ${"a".repeat(1000)}\r\n`.repeat(1000)}\r\n`),
};

/**
 * A server on 127.0.0.1 that does what hostile ones do, by path. Elsewhere it says "hello". With a certificate it speaks TLS.
 */
export async function startHostileServer(
  tls: { certificate: string; key: string } | null,
): Promise<HostileServer> {
  const requests: HostileServer["requests"] = [];
  let connections = 0;
  const listener = (request: IncomingMessage, response: ServerResponse) => {
    const { host = "" } = request.headers;
    const path = request.url ?? "";
    requests.push({ host, path, headers: request.headers, from: request.socket.localAddress ?? "" });
    const answer = answers[path] ?? ((to: ServerResponse) => to.end("hello"));
    answer(response);
  };
  const server =
    tls === null
      ? createPlainServer(listener)
      : createServer({ cert: tls.certificate, key: tls.key }, listener);
  server.on("connection", () => (connections += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    connections: () => connections,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
