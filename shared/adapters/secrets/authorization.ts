import { createHash, createHmac } from "node:crypto";

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** A `POST` to `/` of a service, with every header that is to be signed, `host` and `x-amz-date` among them. */
export interface SignedPost {
  headers: Readonly<Record<string, string>>;
  body: string;
  region: string;
  /** In the way of signatures, e.g. `secretsmanager`. */
  service: string;
}

const algorithm = "AWS4-HMAC-SHA256";

/**
 * The `Authorization` header of a request: AWS Signature Version 4.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function authorization(
  { headers, body, region, service }: SignedPost,
  credentials: Credentials,
): string {
  const names = Object.keys(headers).sort();
  const signedHeaders = names.join(";");
  const lines = names.map((name) => `${name}:${headers[name]?.trim()}\n`);
  const canonical = ["POST", "/", "", lines.join(""), signedHeaders, sha256Hex(body)].join("\n");
  const at = headers["x-amz-date"] ?? "";
  const scope = [at.slice(0, 8), region, service, "aws4_request"];
  const toSign = [algorithm, at, scope.join("/"), sha256Hex(canonical)].join("\n");
  const key = scope.reduce<string | Buffer>(hmac, `AWS4${credentials.secretAccessKey}`);
  const signature = hmac(key, toSign).toString("hex");
  return `${algorithm} Credential=${credentials.accessKeyId}/${scope.join("/")}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

/** `20261122T231500Z`. */
export function signingTime(atMs: number): string {
  return new Date(atMs).toISOString().replaceAll(/[-:]|\.\d{3}/g, "");
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256Hex(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
