/** `hil_<16 hexadecimal digits: key id>_<64: 256 secret bits>`. */
const format = /^hil_([0-9a-f]{16})_[0-9a-f]{64}$/;

export const apiKeyStart = "hil_";
/** Subjects of API keys; no identity provider may name one. */
export const apiKeySubjectPrefix = "api-key:";

/** The id within an API key, or null for a text that is none. */
export function keyIdOf(text: string): string | null {
  return format.exec(text)?.[1] ?? null;
}
