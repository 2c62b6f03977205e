import type { IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { isUnavailable } from "../../runtime/aws/is-unavailable.ts";
import { authorization, type Credentials, signingTime } from "./authorization.ts";

export interface SecretsManagerSettings {
  region: string;
  /** For one try. */
  timeoutMs: number;
  attempts: number;
}

const firstPauseMs = 100;

/**
 * Asks Secrets Manager for a secret's text. Every function needs the database's secret before its first answer, and loading
 * the SDK for this one call would take longer than all the rest of a cold start (docs/decisions/0010). Where the service is
 * and who asks comes from the variables that the SDKs read; Lambda sets the credentials.
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html
 * @throws Error of the service's name for it, or the network's; tried again where `isUnavailable`
 */
export async function getSecretValue(secretId: string, settings: SecretsManagerSettings): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { SecretString: text } = await post({ SecretId: secretId }, settings);
      if (text === undefined) throw new Error(`The secret ${secretId} is not text.`);
      return text;
    } catch (error) {
      if (attempt >= settings.attempts || !isUnavailable(error)) throw error;
      await pause(firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
    }
  }
}

/** What the service answers: the secret, or what was wrong. */
interface Answer {
  SecretString?: string;
  __type?: string;
  message?: string;
  Message?: string;
}

async function post(
  input: Record<string, string>,
  { region, timeoutMs }: SecretsManagerSettings,
): Promise<Answer> {
  const url = new URL(endpointOf(region));
  const body = JSON.stringify(input);
  const { status, text } = await send(url, headersOf(url, body, region), body, timeoutMs);
  const answer = read(text);
  if (status === 200) return answer;
  throw Object.assign(new Error(answer.message ?? answer.Message ?? `Status ${status}`), {
    name: errorName(answer.__type ?? "UnknownError"),
    $fault: status >= 500 ? "server" : "client",
  });
}

/** Whatever stands between may answer with a page. */
function read(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return {};
  }
}

function endpointOf(region: string): string {
  const suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
  const { AWS_ENDPOINT_URL_SECRETS_MANAGER: own, AWS_ENDPOINT_URL: all } = process.env;
  return own ?? all ?? `https://secretsmanager.${region}.${suffix}`;
}

function headersOf(url: URL, body: string, region: string): Record<string, string> {
  const { AWS_SESSION_TOKEN: sessionToken } = process.env;
  const headers = {
    "content-type": "application/x-amz-json-1.1",
    host: url.host,
    "x-amz-date": signingTime(Date.now()),
    "x-amz-target": "secretsmanager.GetSecretValue",
    ...(sessionToken ? { "x-amz-security-token": sessionToken } : {}),
  };
  const signed = { headers, body, region, service: "secretsmanager" };
  return { ...headers, authorization: authorization(signed, credentials()) };
}

function credentials(): Credentials {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
  if (accessKeyId && secretAccessKey) return { accessKeyId, secretAccessKey };
  throw Object.assign(new Error("The environment holds no AWS credentials."), {
    name: "CredentialsProviderError",
  });
}

/** An exception's name may stand in a namespace: `com.amazonaws#Name`. */
function errorName(type: string): string {
  return type.slice(type.indexOf("#") + 1).replace(/:.*$/, "");
}

/** By `node:http`: `fetch` would load undici, which takes longer than the request. */
async function send(
  url: URL,
  headers: Record<string, string>,
  body: string,
  timeoutMs: number,
): Promise<{ status: number; text: string }> {
  const { request } = url.protocol === "http:" ? await import("node:http") : await import("node:https");
  const signal = AbortSignal.timeout(timeoutMs);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  request(url, { method: "POST", headers, signal }, resolve).once("error", reject).end(body);
  try {
    const response = await promise;
    let text = "";
    for await (const chunk of response.setEncoding("utf8")) text += chunk as string;
    return { status: response.statusCode ?? 0, text };
  } catch (error) {
    if (!signal.aborted) throw error;
    throw Object.assign(new Error(`No answer in ${timeoutMs} ms.`, { cause: error }), {
      name: "TimeoutError",
    });
  }
}
