/** Where secrets are read at the moment they are needed; nothing of them stands in a function's environment. */
export interface Secrets {
  /**
   * The text of a secret, some minutes old at the most; `fresh` asks again, for when it was refused where it was used.
   * Rejects when it cannot be read.
   */
  read(secretId: string, options?: { fresh: boolean }): Promise<string>;
}

/** Whose a sealed text is. It opens nowhere else: not in another tenant, another record or another version of it. */
export interface SealedPlace {
  tenantId: string;
  recordId: string;
  /** Counts what was sealed for this record, so that an earlier text cannot be put back in a later one's place. */
  version: number;
}

/** Encrypts what tenants entrust to us (secrets of channels, addresses of webhooks) before it is stored. */
export interface Sealing {
  /** Another text each time. @throws SealingKeysUnavailableError */
  seal(plain: string, place: SealedPlace): Promise<string>;
  /** @throws SealBrokenError; SealingKeysUnavailableError while the key it was sealed with cannot be had */
  open(sealed: string, place: SealedPlace): Promise<string>;
}
