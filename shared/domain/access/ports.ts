/** Lower-case hexadecimal SHA-256 of a text's UTF-8 bytes. */
export type Sha256Hex = (text: string) => string;

/** `byteCount` bytes from a cryptographic source, in lower-case hexadecimal. */
export type RandomHex = (byteCount: number) => string;

/** What a signature vouches for; nothing in it has been judged yet. */
export interface SignedClaims {
  /** The header's `typ`, where it has one. */
  type: string | null;
  claims: { [name: string]: unknown };
}

/** Checks signatures of an identity provider. */
export interface TokenVerifier {
  /**
   * The claims of a JSON Web Token that one of the provider's keys has signed.
   * @throws NotAuthenticatedError; RetryableError while the provider's keys cannot be fetched
   */
  verify(token: string): Promise<SignedClaims>;
}
