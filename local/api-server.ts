import { type ServerType, serve } from "@hono/node-server";
import { Hono } from "hono";
import { createApp } from "../functions/api/app.ts";
import { services } from "../functions/api/services.ts";
import type { DevIssuer } from "./dev-issuer.ts";

export interface ApiServer {
  url: string;
  close(): Promise<void>;
}

/** Serves the API, the same app object that runs in Lambda, and beside it the development issuer's public keys. */
export async function startApiServer(options: { port: number; issuer: DevIssuer }): Promise<ApiServer> {
  const root = new Hono();
  root.get("/dev-issuer/jwks.json", (context) => context.json(options.issuer.jwks));
  root.mount("/", createApp(services()).fetch);
  const server = await listen(root, options.port);
  return { url: `http://127.0.0.1:${options.port}`, close: () => closeServer(server) };
}

function listen(app: Hono, port: number): Promise<ServerType> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, port, hostname: "127.0.0.1" }, () => resolve(server));
    server.once("error", reject);
  });
}

function closeServer(server: ServerType): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    if ("closeAllConnections" in server) server.closeAllConnections();
  });
}
