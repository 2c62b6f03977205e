import { createServer, type RequestListener, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { createApp } from "../functions/api/app.ts";
import { services } from "../functions/api/services.ts";
import { asFunction } from "./callers.ts";
import { builtConsole } from "./console/build-console.ts";
import { consoleRoutes } from "./console/console-routes.ts";
import type { SignIn } from "./console/sign-in.ts";
import type { DevIssuer } from "./dev-issuer.ts";

export interface ApiServer {
  url: string;
  close(): Promise<void>;
}

const hostname = "127.0.0.1";

/** Serves the API, the same app object that runs in Lambda, beside it the console and the development issuer's public keys. */
export async function startApiServer(options: {
  port: number;
  issuer: DevIssuer;
  signIn: SignIn;
}): Promise<ApiServer> {
  const { issuer, signIn } = options;
  const root = new Hono();
  root.get("/dev-issuer/jwks.json", (context) => context.json(issuer.jwks));
  root.route("/", consoleRoutes({ folder: builtConsole, signIn }));
  root.mount("/", createApp(services()).fetch);
  const handle = getRequestListener(root.fetch, { hostname });
  // Around all of a request, so that what streams or follows after the answer acts as the function too.
  const server = await listen((request, response) => {
    void asFunction("api", () => handle(request, response));
  }, options.port);
  return { url: `http://${hostname}:${options.port}`, close: () => closeServer(server) };
}

function listen(handle: RequestListener, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer(handle);
    server.once("error", reject);
    server.listen(port, hostname, () => resolve(server));
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
