import * as z from "zod/mini";
import { ProviderUnavailableError } from "../contracts/errors.ts";
import { readEnv } from "../runtime/env.ts";
import { secrets } from "./secrets.ts";

/** Compatible servers may want no key, and both SDKs want some text. */
export const noKey = "none";

const keysSchema = z.record(z.string(), z.unknown());

/**
 * A provider's key, from the secret that `MODEL_KEYS_SECRET_ID` names: a JSON object.
 * @throws ProviderUnavailableError when the secret cannot be read, without anything of its content
 */
export async function modelKey(name: "OPENAI_API_KEY" | "ANTHROPIC_API_KEY"): Promise<string> {
  const { MODEL_KEYS_SECRET_ID } = readEnv({ MODEL_KEYS_SECRET_ID: z.string().check(z.minLength(1)) });
  const key = keysOf(await readKeys(MODEL_KEYS_SECRET_ID))[name];
  return typeof key === "string" && key !== "" ? key : noKey;
}

async function readKeys(secretId: string): Promise<string> {
  try {
    return await secrets().read(secretId);
  } catch (error) {
    const name = error instanceof Error ? error.name : "Error";
    throw new ProviderUnavailableError(`The models' keys cannot be read (${name}).`, { cause: error });
  }
}

function keysOf(text: string): Record<string, unknown> {
  try {
    return keysSchema.parse(JSON.parse(text));
  } catch {
    // What JSON.parse complains about may quote a key.
    throw new ProviderUnavailableError("The secret of the models' keys is not a JSON object.");
  }
}
