import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Json } from "../../shared/contracts/json.ts";

/** A REST API of API Gateway with one resource, `ANY /{proxy+}`, on a free loopback port. */
export interface Gateway {
  url: string;
  close(): Promise<void>;
}

interface ProxyResult {
  statusCode: number;
  headers?: Record<string, string>;
  cookies?: string[];
  multiValueHeaders?: Record<string, string[]>;
  body?: string;
}

/** Turns each request into the event that API Gateway would send (payload version 1.0), and its result into a response. */
export async function startGateway(invoke: (event: Json) => Promise<Json>): Promise<Gateway> {
  const server = createServer((request, response) => {
    void (async () => {
      try {
        const result = (await invoke(await proxyEvent(request))) as unknown as ProxyResult;
        response.writeHead(result.statusCode, { ...result.headers, ...result.multiValueHeaders });
        response.end(result.body);
      } catch (error) {
        response.writeHead(502, { "content-type": "text/plain" });
        response.end(String(error));
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function proxyEvent(request: IncomingMessage): Promise<Json> {
  const url = new URL(request.url ?? "/", "http://gateway");
  const method = request.method ?? "GET";
  const body = await text(request);
  const names = [...new Set(url.searchParams.keys())];
  return {
    resource: "/{proxy+}",
    path: url.pathname,
    httpMethod: method,
    headers: Object.fromEntries(
      Object.entries(request.headersDistinct).map(([name, values]) => [name, values!.at(-1)!]),
    ),
    multiValueHeaders: Object.fromEntries(
      Object.entries(request.headersDistinct).map(([name, values]) => [name, values!]),
    ),
    queryStringParameters:
      names.length === 0
        ? null
        : Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name).at(-1)!])),
    multiValueQueryStringParameters:
      names.length === 0
        ? null
        : Object.fromEntries(names.map((name) => [name, url.searchParams.getAll(name)])),
    pathParameters: { proxy: url.pathname.slice(1) },
    stageVariables: null,
    requestContext: requestContext(method, url.pathname, request),
    body: body === "" ? null : body,
    isBase64Encoded: false,
  };
}

function requestContext(method: string, path: string, request: IncomingMessage): Json {
  return {
    accountId: "000000000000",
    apiId: "api",
    authorizer: null,
    domainName: "api.execute-api.us-east-1.amazonaws.com",
    domainPrefix: "api",
    extendedRequestId: "extended",
    httpMethod: method,
    identity: { sourceIp: "127.0.0.1", userAgent: request.headers["user-agent"] ?? null },
    path,
    protocol: "HTTP/1.1",
    requestId: "request",
    requestTimeEpoch: 0,
    resourceId: "resource",
    resourcePath: "/{proxy+}",
    stage: "live",
  };
}
