import { parentPort, workerData } from "node:worker_threads";
import type { PGlite } from "@electric-sql/pglite";
import type {
  WorkerError,
  WorkerReply,
  WorkerRequest,
  WorkerRows,
  WorkerSettings,
} from "./pglite-messages.ts";
import { openPglite } from "./open-pglite.ts";

const asText = (text: string) => text;
/** Every type that PGlite would parse: bool, bytea, int8, int2, int4, oid, json, float4, float8, dates and times, jsonb. */
const parsers = Object.fromEntries(
  [16, 17, 20, 21, 23, 26, 114, 700, 701, 1082, 1114, 1184, 3802].map((typeId) => [typeId, asText]),
);

const port = parentPort;
if (port === null) throw new Error("This file is a worker thread's.");
const opening = openPglite(workerData as WorkerSettings);
// One request after the other, in the order in which they came.
let tail: Promise<void> = reply(0, () => opening.then(() => null));
port.on("message", (request: WorkerRequest) => {
  tail = tail.then(() => reply(request.id, async () => answer(await opening, request)));
});

async function reply(id: number, work: () => Promise<WorkerRows | null>): Promise<void> {
  let message: WorkerReply;
  try {
    message = { id, result: await work() };
  } catch (error) {
    message = { id, error: asWorkerError(error) };
  }
  port?.postMessage(message);
}

async function answer(database: PGlite, request: WorkerRequest): Promise<WorkerRows | null> {
  switch (request.kind) {
    case "query":
      return query(database, request.text, request.parameters);
    case "script":
      await database.exec(request.text);
      return null;
    default:
      await database.close();
      return null;
  }
}

async function query(database: PGlite, text: string, parameters: (string | null)[]): Promise<WorkerRows> {
  const { fields, rows } = await database.query<(string | null)[]>(text, parameters, {
    rowMode: "array",
    parsers,
  });
  return { columns: fields.map(({ name, dataTypeID }) => ({ name, typeId: dataTypeID })), rows };
}

function asWorkerError(error: unknown): WorkerError {
  if (!(error instanceof Error)) return { message: String(error) };
  const { message, code, constraint } = error as Error & { code?: unknown; constraint?: unknown };
  return {
    message,
    ...(typeof code === "string" ? { code } : {}),
    ...(typeof constraint === "string" ? { constraint } : {}),
  };
}
