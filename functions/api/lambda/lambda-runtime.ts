import type { Writable } from "node:stream";

/** What a response streamed to API Gateway begins with. */
export interface ResponseMetadata {
  statusCode: number;
  headers: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
}

export type StreamingHandler = (event: unknown, output: Writable, context: unknown) => Promise<void>;

/**
 * The global `awslambda` of Lambda's Node.js runtime.
 * https://docs.aws.amazon.com/lambda/latest/dg/config-rs-write-functions.html
 */
export interface LambdaRuntime {
  /** Marks a handler as one that streams. */
  streamifyResponse(handler: StreamingHandler): StreamingHandler;
  HttpResponseStream: {
    /** Has the metadata written, as JSON and eight zero bytes, before the first write. */
    from(output: Writable, metadata: ResponseMetadata): Writable;
  };
}

declare global {
  var awslambda: LambdaRuntime | undefined;
}
