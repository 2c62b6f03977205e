import { Writable } from "node:stream";
import type { LambdaRuntime, StreamingHandler } from "../../functions/api/lambda/lambda-runtime.ts";

const streamingMark = Symbol.for("aws.lambda.runtime.handler.streaming");
const delimiter = Buffer.alloc(8);

/**
 * Where a streaming function's response goes in Lambda. What `HttpResponseStream.from` registers runs before the first
 * write, and only then; a chunk is text or bytes, anything else is sent as JSON.
 */
class ResponseStream extends Writable {
  readonly chunks: Buffer[] = [];
  contentType = "application/octet-stream";
  beforeFirstWrite: ((write: (chunk: string | Uint8Array) => void) => void) | undefined;
  #written = false;
  readonly #onChunk: (() => void) | undefined;

  constructor(onChunk?: () => void) {
    super({ highWaterMark: 64 * 1024 });
    this.#onChunk = onChunk;
  }

  override write(chunk: unknown, ...rest: unknown[]): boolean {
    const sendable = typeof chunk === "string" || chunk instanceof Uint8Array ? chunk : JSON.stringify(chunk);
    if (!this.#written) {
      this.#written = true;
      this.beforeFirstWrite?.((first) => void super.write(first));
    }
    return super.write(sendable, ...(rest as []));
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: () => void): void {
    if (chunk.length > 0) this.chunks.push(Buffer.from(chunk));
    this.#onChunk?.();
    callback();
  }
}

/**
 * The global `awslambda` as Lambda's Node.js runtime has it.
 * https://github.com/aws/aws-lambda-nodejs-runtime-interface-client (HttpResponseStream, ResponseStream)
 */
export const lambdaRuntime: LambdaRuntime = {
  streamifyResponse: (handler) => Object.assign(handler, { [streamingMark]: "response" }),
  HttpResponseStream: {
    from(output, metadata) {
      const stream = output as ResponseStream;
      stream.contentType = "application/vnd.awslambda.http-integration-response";
      stream.beforeFirstWrite = (write) => {
        write(JSON.stringify(metadata));
        write(delimiter);
      };
      return stream;
    },
  },
};

export interface StreamedResponse {
  status: number;
  headers: Record<string, string>;
  multiValueHeaders: Record<string, string[]>;
  body: string;
  /** The body as it was written, piece by piece. */
  pieces: string[];
}

export interface Listener {
  /** Told after every chunk, with what has arrived. */
  onChunk?: (received: string, hangUp: () => void) => void;
}

/** Invokes a streaming handler as API Gateway does, and reads its answer as API Gateway would. */
export async function invokeStreaming(
  handler: StreamingHandler,
  event: unknown,
  { onChunk }: Listener = {},
): Promise<StreamedResponse> {
  if ((handler as unknown as Record<symbol, unknown>)[streamingMark] !== "response")
    throw new Error("The handler does not stream: Lambda would call it without a stream.");
  const output: ResponseStream = new ResponseStream(() =>
    onChunk?.(Buffer.concat(output.chunks).toString(), () => void output.destroy()),
  );
  const ended = new Promise<void>((resolve) => void output.once("close", resolve));
  await handler(event, output, { awsRequestId: "request-1", getRemainingTimeInMillis: () => 29_000 });
  await ended;
  return readAnswer(output);
}

/** @throws Error where API Gateway would answer 502 */
function readAnswer({ chunks, contentType }: ResponseStream): StreamedResponse {
  if (contentType !== "application/vnd.awslambda.http-integration-response")
    throw new Error(`API Gateway takes no ${contentType}.`);
  const all = Buffer.concat(chunks);
  const at = all.indexOf(delimiter);
  if (at === -1) throw new Error("The response has no metadata.");
  const metadata = JSON.parse(all.subarray(0, at).toString()) as Partial<StreamedResponse> & {
    statusCode: number;
  };
  const { statusCode, headers = {}, multiValueHeaders = {} } = metadata;
  const pieces = chunks.slice(2).map(String);
  return { status: statusCode, headers, multiValueHeaders, body: pieces.join(""), pieces };
}

/** API Gateway's event for a request to a REST API, with what it holds beside that. */
export function proxyEvent(request: {
  method: string;
  path: string;
  headers?: Record<string, string>;
  query?: Record<string, string[]>;
  body?: string | Uint8Array;
}): Record<string, unknown> {
  const { method, path, headers = {}, query = null, body } = request;
  const all: Record<string, string> = { Host: "abc123.execute-api.eu-central-1.amazonaws.com", ...headers };
  const isBinary = body instanceof Uint8Array;
  return {
    resource: "/{proxy+}",
    path,
    httpMethod: method,
    headers: all,
    multiValueHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
    queryStringParameters:
      query && Object.fromEntries(Object.entries(query).map(([name, list]) => [name, list.at(-1)])),
    multiValueQueryStringParameters: query,
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: {
      accountId: "123456789012",
      apiId: "abc123",
      domainName: "abc123.execute-api.eu-central-1.amazonaws.com",
      httpMethod: method,
      identity: { sourceIp: "203.0.113.7", userAgent: "test" },
      path: `/live${path}`,
      protocol: "HTTP/1.1",
      requestId: "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
      resourcePath: "/{proxy+}",
      stage: "live",
    },
    body: body === undefined ? null : isBinary ? Buffer.from(body).toString("base64") : body,
    isBase64Encoded: isBinary,
  };
}
