import * as z from "zod/mini";
import type { ModelProfile } from "../../contracts/model.ts";
import { chooseListedModel } from "./model-choice.ts";

const listSchema = z.object({ data: z.array(z.object({ id: z.string().check(z.minLength(1)) })) });

/** A list of models is small; a server that needs longer for it gets the configured name. */
export const modelListTimeoutMs = 5_000;

export interface ServedModelsOptions {
  models: Record<ModelProfile, string>;
  /** The provider's own server has what its configuration names, so it is not asked. */
  isOfficialServer: boolean;
  /** `GET /models`, as OpenAI and Anthropic have it; rejects with an error that has a `status`. */
  list: () => Promise<unknown>;
}

/**
 * Which model to ask a server for. A compatible server is asked once what it serves; where it does not say, or does not
 * answer, the configured name stands.
 */
export function createServedModels(options: ServedModelsOptions): (profile: ModelProfile) => Promise<string> {
  let listed: readonly string[] | undefined = options.isOfficialServer ? [] : undefined;
  return async (profile) => {
    listed ??= await readList(options.list);
    return chooseListedModel(options.models[profile], listed ?? []);
  };
}

/** Undefined where nothing is known yet, so that the next call asks again; empty where the server has no list. */
async function readList(list: () => Promise<unknown>): Promise<string[] | undefined> {
  try {
    const parsed = listSchema.safeParse(await list());
    return parsed.success ? parsed.data.data.map((model) => model.id) : [];
  } catch (error) {
    const status = error instanceof Error && "status" in error ? error.status : undefined;
    return typeof status === "number" && status < 500 && status !== 429 ? [] : undefined;
  }
}
