const bits: Record<number, string> = { 2: "AQgw", 3: "AEIMQUYcgkosw048" };
const alphabet = /^[A-Za-z0-9_-]*$/;

/**
 * Whether each of a compact JWS's three parts is the one base64url text of its bytes (RFC 7515 section 2: no padding, no
 * other characters; RFC 4648 section 3.5: unused bits are zero). Decoders accept more, and then one token has many texts.
 */
export function isCanonicalToken(token: string): boolean {
  const parts = token.split(".");
  return parts.length === 3 && parts.every(isCanonicalBase64Url);
}

function isCanonicalBase64Url(text: string): boolean {
  if (!alphabet.test(text)) return false;
  const rest = text.length % 4;
  if (rest === 0) return true;
  // After two characters four bits are unused, after three two; these are the characters that leave them zero.
  return rest !== 1 && (bits[rest] ?? "").includes(text.at(-1) ?? "");
}
