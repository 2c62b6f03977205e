import { topology } from "../infra/topology.ts";
import type { Json } from "../shared/contracts/json.ts";
import { NotFoundError } from "../shared/contracts/errors.ts";
import { asFunction } from "./callers.ts";

type Handler = (event: unknown) => Promise<unknown>;

const loaded = new Map<string, Promise<Handler>>();

/** Invokes a function of the topology in this process: the file that runs in Lambda, loaded once. */
export async function invokeFunction(name: string, payload: Json): Promise<Json> {
  const handler = loaded.get(name) ?? asFunction(name, () => load(name));
  loaded.set(name, handler);
  // As over the wire: a function gets a copy and what it returns is JSON.
  const invoke = await handler;
  const result = await asFunction(name, () => invoke(structuredClone(payload)));
  return JSON.parse(JSON.stringify(result ?? null)) as Json;
}

async function load(name: string): Promise<Handler> {
  const spec = topology.functions[name];
  if (!spec) throw new NotFoundError(`There is no function ${name} in the topology.`);
  const module = (await import(new URL(`../${spec.entry}`, import.meta.url).href)) as { handler: Handler };
  return module.handler;
}
