/** Where secrets are read at the moment they are needed; nothing of them stands in a function's environment. */
export interface Secrets {
  /**
   * The text of a secret, some minutes old at the most; `fresh` asks again, for when it was refused where it was used.
   * Rejects when it cannot be read.
   */
  read(secretId: string, options?: { fresh: boolean }): Promise<string>;
}
