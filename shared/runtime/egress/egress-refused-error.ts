import { FatalError } from "../../contracts/errors.ts";

export type EgressRefusal =
  | "malformed"
  | "not-https"
  | "port"
  | "user-info"
  | "host"
  | "host-not-allowed"
  | "not-public";

/** An address that a tenant or user gave is not one that we send requests to. The message names no address. */
export class EgressRefusedError extends FatalError {
  readonly reason: EgressRefusal;

  constructor(reason: EgressRefusal, message: string) {
    super(message, { details: { reason } });
    this.reason = reason;
  }
}
