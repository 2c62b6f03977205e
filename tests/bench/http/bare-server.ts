// The limit: Node's own server, which reads a body, parses it, and answers JSON.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { announce } from "./server-process.ts";

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const value = JSON.parse(Buffer.concat(chunks).toString("utf8")) as unknown;
    const body = JSON.stringify({ valid: typeof value === "object", diagnostics: [] });
    response.writeHead(200, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(body),
    });
    response.end(body);
  });
});

server.listen(0, "127.0.0.1", () => announce({ port: (server.address() as AddressInfo).port }));
