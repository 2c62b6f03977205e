import * as z from "zod/mini";
import { SealingKeysUnavailableError } from "../../domain/secrets/sealing-errors.ts";

/** Texts that keys are derived from, by key id. The highest id seals, all of them open. */
export type SealingKeys = ReadonlyMap<number, string>;

/** 43 letters and digits hold 256 random bits. */
const keyText = z.string().check(z.minLength(43));
const keyId = z.string().check(z.regex(/^[1-9]\d{0,8}$/));
const keysSchema = z.record(keyId, keyText);

/**
 * Reads the secret: a JSON object from key ids (1, 2, 3 …) to random texts, to which rotation adds one.
 * @throws SealingKeysUnavailableError, with nothing of the secret
 */
export function parseSealingKeys(text: string): SealingKeys {
  const keys = keysSchema.safeParse(jsonOf(text));
  if (!keys.success || Object.keys(keys.data).length === 0) {
    throw new SealingKeysUnavailableError(
      'The secret of the sealing keys is not a JSON object like {"1": "<43 random letters and digits or more>"}.',
    );
  }
  return new Map(Object.entries(keys.data).map(([id, value]) => [Number(id), value]));
}

/** What JSON.parse complains about may quote a key. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
