import { sampleSource } from "../../support/sample-workflow.ts";
import type { Contender } from "../rounds.ts";
import { load, type Target } from "./load.ts";
import { ServerProcess } from "./server-process.ts";

export const HTTP = {
  bare: "bare node:http, JSON in and out (the limit)",
  hono: "Hono alone on @hono/node-server",
  validate: "POST /api/v1/workflows/validate, API key, no database",
  execute: "POST /api/v1/workflows/execute, API key, PGlite transaction",
} as const;

export interface HttpBench {
  contenders: Contender[];
  close(): Promise<void>;
}

/** Starts the servers and says how each is loaded. */
export async function startHttpBench(): Promise<HttpBench> {
  const servers: ServerProcess[] = [];
  const start = async (script: string) => {
    const server = await ServerProcess.start(new URL(script, import.meta.url));
    servers.push(server);
    return server.listening;
  };
  const bare = await start("./bare-server.ts");
  const hono = await start("./hono-server.ts");
  const api = await start("./api-server.ts");
  const validate = {
    path: "/api/v1/workflows/validate",
    headers: { "X-Api-Key": api.apiKey! },
    body: JSON.stringify({ source: sampleSource }),
    expectedStatus: 200,
  };
  const execute = {
    ...validate,
    path: "/api/v1/workflows/execute",
    body: JSON.stringify({
      workflow_id: "returns",
      input_data: { customer_message: "I want to return #12345" },
    }),
    expectedStatus: 202,
  };
  return {
    contenders: [
      contender(HTTP.bare, { port: bare.port, ...validate }),
      contender(HTTP.hono, { port: hono.port, ...validate }),
      contender(HTTP.validate, { port: api.port, ...validate }),
      contender(HTTP.execute, { port: api.port, ...execute }),
    ],
    close: async () => void (await Promise.all(servers.map((server) => server.close()))),
  };
}

function contender(name: string, target: Target): Contender {
  return { name, measure: (durationMs) => load(target, durationMs) };
}
