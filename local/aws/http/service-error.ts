import type { JsonObject } from "../../../statemachines/asl/types.ts";

interface ServiceErrorOptions {
  code: string;
  message: string;
  /** HTTP status; nearly all AWS errors are 400. */
  status?: number;
  headers?: Record<string, string>;
  /** What the answer's body holds beside the code and the message. */
  fields?: JsonObject;
  cause?: unknown;
}

/** An error as an AWS service reports it: SDKs turn `code` into the exception's name. */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly code: string;
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly fields: JsonObject;

  constructor({ code, message, status = 400, headers = {}, fields = {}, cause }: ServiceErrorOptions) {
    super(message, { cause });
    this.code = code;
    this.status = status;
    this.headers = headers;
    this.fields = fields;
  }
}
