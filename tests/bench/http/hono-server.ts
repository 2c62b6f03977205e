// The framework alone, for scale: one route of a plain Hono app on the adapter that the host uses.
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import type { AddressInfo } from "node:net";
import { announce } from "./server-process.ts";

const app = new Hono();
app.post("*", async (context) => {
  const value = await context.req.json<unknown>();
  return context.json({ valid: typeof value === "object", diagnostics: [] });
});

const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () =>
  announce({ port: (server.address() as AddressInfo).port }),
);
