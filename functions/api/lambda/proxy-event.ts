/** API Gateway's event of a REST API's proxy integration (version 1), as far as it is read. */
export interface ProxyEvent {
  httpMethod: string;
  /** Without the stage. */
  path: string;
  multiValueHeaders: Record<string, string[] | undefined> | null;
  /** Decoded. */
  multiValueQueryStringParameters: Record<string, string[] | undefined> | null;
  body: string | null;
  isBase64Encoded: boolean;
  requestContext: { domainName?: string };
}

const withoutBody = new Set(["GET", "HEAD"]);
const beyondAscii = /[^\x20-\x7e\t]/;

/** The request that an event stands for. @throws TypeError when there is no such request */
export function requestOf(event: ProxyEvent, signal: AbortSignal): Request {
  const method = event.httpMethod.toUpperCase();
  const headers = headersOf(event);
  const body = withoutBody.has(method) ? null : bodyOf(event);
  if (body !== null) headers.set("content-length", String(body.length));
  return new Request(urlOf(event), { method, headers, body, signal });
}

/** The path is set apart from the host: one that begins with two slashes names no other. */
function urlOf({ path, multiValueQueryStringParameters, requestContext }: ProxyEvent): URL {
  const url = new URL(`https://${requestContext.domainName ?? "localhost"}`);
  url.pathname = path;
  for (const [name, values = []] of Object.entries(multiValueQueryStringParameters ?? {}))
    for (const value of values) url.searchParams.append(name, value);
  return url;
}

/** A value that a header cannot hold is escaped, as it would be in a URL. */
function headersOf({ multiValueHeaders }: ProxyEvent): Headers {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(multiValueHeaders ?? {})) {
    for (const value of values)
      headers.append(name, beyondAscii.test(value) ? encodeURIComponent(value) : value);
  }
  return headers;
}

function bodyOf({ body, isBase64Encoded }: ProxyEvent): Uint8Array<ArrayBuffer> | null {
  if (body === null || body === undefined) return null;
  return new Uint8Array(Buffer.from(body, isBase64Encoded ? "base64" : "utf8"));
}
